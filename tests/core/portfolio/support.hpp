#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/config/load_config.hpp"
#include "core/history/snapshot.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/holding.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/source_dir.hpp"

namespace basis::test {

/// The smallest step of a ledger amount.
inline const Amount kUnit = Amount::from_raw(1);

/// The shipped configuration of a mode; read once for each set of overrides, because reading takes longer than most
/// tests.
inline const Settings& shipped(const std::string& mode, const std::vector<std::string>& overrides = {}) {
  static std::map<std::pair<std::string, std::vector<std::string>>, Settings> read;
  const auto [at, is_new] = read.try_emplace({mode, overrides});
  if (is_new) {
    const auto loaded = load_config(test::shipped_configs(), mode, overrides, Environment{});
    REQUIRE_MESSAGE(loaded.has_value(), loaded.error().text());
    at->second = loaded.value().settings;
  }
  return at->second;
}

/// Overrides: neither costs nor rounding to the venue's steps.
inline const std::vector<std::string> kNoCosts = {"execution.costs=none", "execution.rounding=none"};

/// Just enough configuration for a universe of these instruments.
inline Settings bare(const std::string& share_class, const std::string& asset, std::vector<std::string> instruments) {
  Settings settings;
  settings.mode.mode = "made_up";
  settings.mode.share_class = share_class;
  settings.mode.asset = asset;
  settings.mode.instruments = std::move(instruments);
  for (const char* venue : {"binance", "bybit", "okx"}) {
    settings.venues[venue].kind = "cex";
    settings.venues[venue].accounts = {venue, venue};
  }
  settings.venues["binance"].accounts.perp = "binance_usdm";
  return settings;
}

inline Universe universe_of(const Settings& settings) {
  auto built = Universe::build(settings);
  REQUIRE_MESSAGE(built.has_value(), built.error().text());
  return std::move(built).value();
}

/// One of every position type, in either share class.
inline const std::vector<std::string> kEveryType = {
    "wallet:BaseToken:USDT",       "wallet:BaseToken:ETH",      "binance:BaseToken:USDT",     "binance:BaseToken:ETH",
    "binance_usdm:BaseToken:USDT", "binance_usdm:Perp:ETHUSDT", "bybit:BaseToken:USDT",       "bybit:Perp:ETHUSDT",
    "etherfi:LST:weETH",           "aave_v3:aToken:aweETH",     "aave_v3:debtToken:debtWETH", "aave_v3:aToken:aUSDT",
    "wallet:BaseToken:WETH",       "aave_v3:debtToken:debtUSDT"};

/// The same, and what only modes that stake hold: a claim in the exit queue and reward tokens, wrapped and not.
inline const std::vector<std::string> kEveryHolding = [] {
  std::vector<std::string> keys = kEveryType;
  keys.insert(keys.end(), {"etherfi:BaseToken:ETH", "etherfi:BaseToken:EIGEN", "etherfi:BaseToken:ETHFI",
                           "wallet:BaseToken:EIGEN", "wallet:BaseToken:ETHFI"});
  return keys;
}();

/// Settings, universe, market and holdings that a test fills by key.
struct PortfolioFixture {
  explicit PortfolioFixture(Settings from) : settings(std::move(from)), universe(universe_of(settings)) {
    const std::size_t count = universe.instruments().size();
    market.time = UtcTime::parse("2024-05-12T00:00:00Z").value();
    market.prices.assign(universe.assets().size(), Price::from_int(1));
    market.marks.resize(count);
    market.indices.assign(count, Ray::from_raw(Ray::kOne));
    market.rates.assign(count, Ray::from_raw(Ray::kOne));
    market.market_rates.resize(count);
    market.funding_settled.resize(count);
    market.funding_known.resize(count);
    positions.resize(count);
  }

  [[nodiscard]] InstrumentId id(std::string_view key) const {
    const auto found = universe.find(key);
    REQUIRE_MESSAGE(found.has_value(), std::string(key));
    return *found;
  }
  [[nodiscard]] AccountId account(std::string_view name) const {
    const auto found = universe.find_account(name);
    REQUIRE_MESSAGE(found.has_value(), std::string(name));
    return *found;
  }
  [[nodiscard]] const Instrument& instrument(std::string_view key) const { return universe[id(key)]; }
  void set_price(std::string_view asset, std::string_view text) {
    const auto found = universe.find_asset(asset);
    REQUIRE_MESSAGE(found.has_value(), std::string(asset));
    market.prices[found->index()] = price(text);
  }
  void set_mark(std::string_view key, std::string_view text) { market.marks[id(key).index()] = price(text); }
  void set_index(std::string_view key, std::string_view text) { market.indices[id(key).index()] = ray(text); }
  void set_rate(std::string_view key, std::string_view text) { market.rates[id(key).index()] = ray(text); }
  void set_market_rate(std::string_view key, std::string_view text) {
    market.market_rates[id(key).index()] = ray(text);
  }
  Holding& hold(std::string_view key, std::string_view held, std::string_view entry_cost = "0") {
    Holding& holding = positions[id(key).index()];
    holding = {amount(held), amount(entry_cost)};
    return holding;
  }
  [[nodiscard]] const Holding& held(std::string_view key) const { return positions[id(key).index()]; }

  Settings settings;
  Universe universe;
  MarketSnapshot market;
  PositionSet positions;
};

/// Draws for property tests. `std::mt19937_64` is the same everywhere; the distributions are not, so none is used.
class Draw {
 public:
  explicit Draw(std::uint64_t seed) : engine_(seed) {}
  /// 0 <= result < `end`.
  std::uint64_t below(std::uint64_t end) { return engine_() % end; }
  bool chance(std::uint64_t percent) { return below(100) < percent; }
  /// `low` <= result <= `high` in raw units.
  i128 between(i128 low, i128 high) {
    const u128 width = static_cast<u128>(high - low) + 1;
    const u128 wide = (static_cast<u128>(engine_()) << 64U) | engine_();
    return low + static_cast<i128>(wide % width);
  }
  Amount amount_between(std::string_view low, std::string_view high) {
    return Amount::from_raw(between(amount(low).raw(), amount(high).raw()));
  }
  Price price_between(std::string_view low, std::string_view high) {
    return Price::from_raw(static_cast<std::int64_t>(between(price(low).raw(), price(high).raw())));
  }
  Ray ray_between(std::string_view low, std::string_view high) {
    return Ray::from_raw(between(ray(low).raw(), ray(high).raw()));
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace basis::test
