#include <cmath>
#include <numbers>

#include "core/base/fixed.hpp"
#include "tools/sample/sample_files.hpp"
#include "tools/sample/sample_random.hpp"

namespace basis {
namespace {

constexpr int kFineDecimals = 16;  ///< of indices and rates
constexpr double kDaysPerYear = 365;

/// One reserve: mean and spread of its rates, its initial values, and its token.
struct ReserveSpec {
  const char* name;
  double mean_borrow_rate;
  double spread;  ///< of the rate's logarithm
  double utilisation;
  double reserve_factor;
  double supplied;  ///< tokens
  double liquidity_index;
  double borrow_index;
};
constexpr ReserveSpec kReserves[] = {{"USDT", 0.065, 0.35, 0.82, 0.10, 2.5e9, 1.05, 1.07},
                                     {"WETH", 0.026, 0.12, 0.85, 0.15, 1.5e6, 1.02, 1.04},
                                     {"weETH", 0.015, 0.25, 0.002, 0.45, 8e5, 1.0001, 1.001},
                                     {"wstETH", 0.0045, 0.25, 0.06, 0.15, 1.1e6, 1.0006, 1.006}};

struct PoolSpec {
  const char* name;
  double start_level;  ///< in WETH
};
constexpr PoolSpec kPools[] = {{"EIGENWETH", 0.0013}, {"ETHFIWETH", 0.0009}};

void append_field(std::string& text, double value, int decimals) {
  text.push_back(',');
  append_decimal(text, std::llround(value * std::pow(10.0, decimals)), decimals);
}

/// Dollars per token of a reserve at an hour.
double dollars_of(const SampleWorld& world, const std::string& reserve, std::size_t hour) {
  if (reserve == "USDT") return 1.0;
  const auto rate = world.lst_oracle.find(reserve);
  return world.level.at("ETH")[hour] * (rate == world.lst_oracle.end() ? 1.0 : rate->second[hour]);
}

std::string reserve_text(const SampleWorld& world, const ReserveSpec& spec) {
  SampleRandom random(world.seed, std::string("reserve ") + spec.name);
  MeanReverting log_rate(spec.spread, 10, random);
  MeanReverting log_supplied(0.1, 30, random);
  double liquidity = spec.liquidity_index;
  double borrow = spec.borrow_index;
  std::string text =
      "timestamp,liquidity_index,variable_borrow_index,liquidity_rate,variable_borrow_rate,total_supplied,"
      "total_variable_debt,price_usd\n";
  for (std::size_t day = 0; day <= world.span.days; ++day) {
    const double borrow_rate = spec.mean_borrow_rate * std::exp(log_rate.step());
    const double supply_rate = borrow_rate * spec.utilisation * (1 - spec.reserve_factor);
    const double supplied = spec.supplied * std::exp(log_supplied.step());
    text += world.span.day(day).to_string();
    for (const double value : {liquidity, borrow, supply_rate, borrow_rate}) append_field(text, value, kFineDecimals);
    for (const double value : {supplied, supplied * spec.utilisation}) append_field(text, value, 6);
    append_field(text, dollars_of(world, spec.name, day * 24), 8);
    text.push_back('\n');
    liquidity *= 1 + supply_rate / kDaysPerYear;
    borrow *= std::exp(borrow_rate / kDaysPerYear);
  }
  return text;
}

std::string rate_text(const SampleWorld& world, const Path& rates) {
  std::string text = "timestamp,eth_per_token\n";
  for (std::size_t i = 0; i < world.span.hours(); ++i) {
    text += world.span.hour(i).to_string();
    append_field(text, rates[i], kFineDecimals);
    text.push_back('\n');
  }
  return text;
}

Path market_rates(const SampleWorld& world, const std::string& token, const Path& oracle) {
  SampleRandom random(world.seed, "market " + token);
  MeanReverting ripple(4e-4, 24, random);
  const double fades = std::exp2(-1.0 / 18);
  double depeg = 0;
  Path rates;
  for (const double rate : oracle) {
    depeg *= fades;
    if (random.happens(2 / (kDaysPerYear * 24))) depeg += 0.005 + 0.015 * random.uniform();
    rates.push_back(rate * (1 - 5e-4 - ripple.step() - depeg));
  }
  return rates;
}

std::string gas_text(const SampleWorld& world) {
  SampleRandom random(world.seed, "gas");
  MeanReverting log_fee(0.5, 72, random);
  std::string text = "timestamp,base_fee_gwei,priority_fee_p50_gwei\n";
  for (std::size_t i = 0; i < world.span.hours(); ++i) {
    // Blocks are fullest in the American afternoon, around 16 UTC.
    const double day = 1 + 0.35 * std::sin(2 * std::numbers::pi * (static_cast<double>(i % 24) - 10) / 24);
    const double spike = random.happens(1.0 / 300) ? 3 + 7 * random.uniform() : 1;
    text += world.span.hour(i).to_string();
    append_field(text, std::max(0.3, 8 * std::exp(log_fee.step()) * day * spike), 2);
    append_field(text, 0.05 + 0.4 * std::abs(random.normal()), 2);
    text.push_back('\n');
  }
  return text;
}

void add_pool(SampleFiles& files, const SampleWorld& world, const PoolSpec& spec) {
  const std::string name = std::string("spot/uniswap_v3_") + spec.name + "_1h.csv";
  SampleRandom random(world.seed, "pool " + name);
  const double volatility = 1.0 / std::sqrt(kDaysPerYear * 24);
  Path levels = {spec.start_level};
  while (levels.size() <= world.span.hours())
    levels.push_back(levels.back() * std::exp(volatility * random.fat_tailed()));
  add_bars(files, world, {name, 18, 1, 80}, levels, Path(levels.size(), volatility));
}

void add_eth_pool(SampleFiles& files, const SampleWorld& world) {
  SampleRandom random(world.seed, "pool WETHUSDT");
  MeanReverting off(2e-4, 1, random);
  Path levels;
  for (const double level : world.level.at("ETH")) levels.push_back(level * std::exp(off.step()));
  add_bars(files, world, {"spot/uniswap_v3_WETHUSDT_1h.csv", 11, 1, 900'000}, levels, world.volatility.at("ETH"));
}

}  // namespace

void add_chain_files(SampleFiles& files, const SampleWorld& world) {
  for (const ReserveSpec& spec : kReserves)
    files[std::string("aave_v3/") + spec.name + "_1d.csv"] = reserve_text(world, spec);
  for (const auto& [token, oracle] : world.lst_oracle) {
    files["lst/" + token + "_oracle_1h.csv"] = rate_text(world, oracle);
    files["lst/" + token + "_market_1h.csv"] = rate_text(world, market_rates(world, token, oracle));
  }
  files["gas/ethereum_1h.csv"] = gas_text(world);
  for (const PoolSpec& spec : kPools) add_pool(files, world, spec);
  add_eth_pool(files, world);
}

}  // namespace basis
