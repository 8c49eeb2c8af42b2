#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/base/fixed.hpp"
#include "tools/sample/sample_files.hpp"
#include "tools/sample/sample_random.hpp"

namespace basis {
namespace {

constexpr const char* kAssets[] = {"BTC", "ETH"};
constexpr std::size_t kFundingHours = 8;
constexpr double kInterest = 1e-4;       ///< per eight hours
constexpr double kInterestClamp = 5e-4;  ///< limit of the interest part
constexpr double kFundingCap = 3e-3;

/// A venue's spot market.
struct SpotSpec {
  const char* venue;
  double typical_volume;
};
constexpr SpotSpec kSpots[] = {{"binance", 900}, {"bybit", 250}};

struct PerpSpec {
  const char* venue;
  double typical_volume;
  int funding_decimals;
  bool predicts;  ///< publishes a predicted rate in addition to the settled one
};
constexpr PerpSpec kPerps[] = {{"binance", 6000, 8, false}, {"bybit", 3000, 8, false}, {"okx", 4000, 13, true}};

/// Tick in units of 10^-decimals: BTC perps have a tick of 0.1, all others of 0.01.
std::int64_t perp_tick(std::string_view asset) { return asset == "BTC" ? 10 : 1; }

Path noise(const SampleWorld& world, const std::string& stream, double spread) {
  SampleRandom random(world.seed, stream);
  MeanReverting process(spread, 2, random);
  Path path(world.span.hours() + 1);
  std::ranges::generate(path, [&] { return process.step(); });
  return path;
}

Path lifted(const Path& levels, const Path& logs) {
  Path out(levels.size());
  std::ranges::transform(levels, logs, out.begin(), [](double level, double log) { return level * std::exp(log); });
  return out;
}

double funding_rate(double premium) {
  const double rate = premium + std::clamp(kInterest - premium, -kInterestClamp, kInterestClamp);
  return std::clamp(rate, -kFundingCap, kFundingCap);
}

/// The mean premium of the eight hours before hour `i`; the premium of `i` itself in the first
/// hours.
double mean_premium(const Path& premium, std::size_t i) {
  if (i < kFundingHours) return premium[i];
  const auto end = premium.begin() + static_cast<std::ptrdiff_t>(i);
  return std::accumulate(end - kFundingHours, end, 0.0) / kFundingHours;
}

void append_rate(std::string& text, double rate, int decimals) {
  text.push_back(',');
  append_decimal(text, std::llround(rate * std::pow(10.0, decimals)), decimals);
}

std::string funding_text(const SampleWorld& world, const PerpSpec& spec, const Path& premium) {
  std::string text = spec.predicts ? "timestamp,predicted_rate,settled_rate\n" : "timestamp,rate\n";
  for (std::size_t i = 0; i < world.span.hours(); i += kFundingHours) {
    text += world.span.hour(i).to_string();
    if (spec.predicts) append_rate(text, funding_rate(premium[i]), spec.funding_decimals);
    append_rate(text, funding_rate(mean_premium(premium, i)), spec.funding_decimals);
    text.push_back('\n');
  }
  return text;
}

void add_spot(SampleFiles& files, const SampleWorld& world, const std::string& asset, const SpotSpec& spec) {
  const std::string name = std::string("spot/") + spec.venue + "_" + asset + "USDT_1h.csv";
  const Path levels = lifted(world.level.at(asset), noise(world, "noise " + name, 0.5e-4));
  add_bars(files, world, {name, 2, 1, spec.typical_volume}, levels, world.volatility.at(asset));
}

void add_perp(SampleFiles& files, const SampleWorld& world, const std::string& asset, const PerpSpec& spec) {
  const std::string market = std::string(spec.venue) + "_" + asset + "USDT";
  const std::string name = "perp/" + market + "_1h.csv";
  Path premium = noise(world, "noise " + name, 1e-4);
  std::ranges::transform(premium, world.premium.at(asset), premium.begin(), std::plus<>());
  add_bars(files, world, {name, 2, perp_tick(asset), spec.typical_volume}, lifted(world.level.at(asset), premium),
           world.volatility.at(asset));
  files["funding/" + market + ".csv"] = funding_text(world, spec, premium);
}

}  // namespace

void add_market_files(SampleFiles& files, const SampleWorld& world) {
  for (const char* asset : kAssets) {
    for (const SpotSpec& spec : kSpots) add_spot(files, world, asset, spec);
    for (const PerpSpec& spec : kPerps) add_perp(files, world, asset, spec);
  }
}

}  // namespace basis
