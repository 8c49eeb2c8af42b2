#include "tools/sample/sample_world.hpp"

#include <cmath>

#include "tools/sample/sample_random.hpp"

namespace basis {
namespace {

constexpr double kHoursPerYear = 8760;
constexpr double kVolSpread = 0.35;

struct AssetSpec {
  const char* name;
  double start_level;
  double annual_volatility;
  double common;      ///< weight of the innovation that is common to all assets
  double jump_scale;  ///< of the common jump
};
// common^2 + own^2 = 1, so that the innovation has a variance of 1.
constexpr AssetSpec kPricedAssets[] = {{"BTC", 60'000, 0.55, 1.0, 1.0}, {"ETH", 3'000, 0.70, 0.8, 1.3}};

struct LstSpec {
  const char* name;
  double start_rate;
  double mean_apr;
};
constexpr LstSpec kLsts[] = {{"weETH", 1.035, 0.029}, {"wstETH", 1.160, 0.028}};

/// The common part of one hour's returns.
struct Shock {
  double innovation;
  double jump;
};

std::vector<Shock> common_shocks(const SampleWorld& world) {
  SampleRandom random(world.seed, "common shocks");
  std::vector<Shock> shocks;
  for (std::size_t i = 0; i < world.span.hours(); ++i) {
    const double innovation = random.fat_tailed();
    const double jump = random.happens(30 / kHoursPerYear) ? -0.005 + 0.02 * random.normal() : 0.0;
    shocks.push_back({innovation, jump});
  }
  return shocks;
}

void add_asset(SampleWorld& world, const AssetSpec& spec, const std::vector<Shock>& shocks) {
  SampleRandom random(world.seed, std::string("level ") + spec.name);
  MeanReverting log_volatility(kVolSpread, 24 * 5, random);
  const double own = std::sqrt(1 - spec.common * spec.common);
  double log_level = std::log(spec.start_level);
  Path& levels = world.level[spec.name];
  Path& volatilities = world.volatility[spec.name];
  levels.push_back(spec.start_level);
  for (const Shock& shock : shocks) {
    const double volatility =
        spec.annual_volatility / std::sqrt(kHoursPerYear) * std::exp(log_volatility.step() - kVolSpread * kVolSpread);
    const double innovation = spec.common * shock.innovation + own * random.fat_tailed();
    log_level += volatility * innovation + spec.jump_scale * shock.jump;
    volatilities.push_back(volatility);
    levels.push_back(std::exp(log_level));
  }
  volatilities.push_back(volatilities.back());
}

void add_premiums(SampleWorld& world) {
  SampleRandom market_random(world.seed, "mood");
  MeanReverting market(5e-4, 240, market_random);
  Path moods;
  for (std::size_t i = 0; i <= world.span.hours(); ++i) moods.push_back(market.step());
  for (const AssetSpec& spec : kPricedAssets) {
    SampleRandom random(world.seed, std::string("premium ") + spec.name);
    MeanReverting own(5e-4, 240, random);
    MeanReverting ripple(3e-4, 12, random);
    // Two equal and independent halves, so that the sum keeps its spread.
    for (const double mood : moods)
      world.premium[spec.name].push_back(2e-4 + std::sqrt(0.5) * (mood + own.step()) + ripple.step());
  }
}

void add_lst(SampleWorld& world, const LstSpec& spec) {
  SampleRandom random(world.seed, std::string("oracle ") + spec.name);
  MeanReverting log_apr(0.1, 240, random);
  double rate = spec.start_rate;
  for (std::size_t i = 0; i <= world.span.hours(); ++i) {
    world.lst_oracle[spec.name].push_back(rate);
    rate *= 1 + spec.mean_apr * std::exp(log_apr.step()) / kHoursPerYear;
  }
}

}  // namespace

SampleWorld make_sample_world(const SampleSpan& span, std::uint64_t seed) {
  SampleWorld world{span, seed, {}, {}, {}, {}};
  const std::vector<Shock> shocks = common_shocks(world);
  for (const AssetSpec& spec : kPricedAssets) add_asset(world, spec, shocks);
  add_premiums(world);
  for (const LstSpec& spec : kLsts) add_lst(world, spec);
  return world;
}

}  // namespace basis
