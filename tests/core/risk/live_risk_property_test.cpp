#include <doctest/doctest.h>

#include <algorithm>
#include <map>

#include "core/portfolio/exposure.hpp"
#include "core/portfolio/valuation.hpp"
#include "core/risk/account_margin.hpp"
#include "core/risk/live_risk.hpp"
#include "tests/core/execution/gate_support.hpp"
#include "tests/core/risk/live_support.hpp"
#include "tests/support/rounds.hpp"

namespace basis {
namespace {

using test::event;
using test::kNow;

const std::vector<std::string> kWatchable = {
    "wallet:BaseToken:USDT",     "wallet:BaseToken:ETH",      "wallet:BaseToken:WETH", "wallet:BaseToken:EIGEN",
    "binance:BaseToken:USDT",    "binance:BaseToken:ETH",     "binance:BaseToken:BTC", "binance_usdm:BaseToken:USDT",
    "binance_usdm:Perp:ETHUSDT", "binance_usdm:Perp:BTCUSDT", "bybit:BaseToken:USDT",  "bybit:BaseToken:ETH",
    "bybit:Perp:ETHUSDT",        "bybit:Perp:BTCUSDT",        "okx:BaseToken:USDT",    "okx:Perp:ETHUSDT",
    "etherfi:LST:weETH",         "aave_v3:aToken:aweETH",     "aave_v3:aToken:aUSDT",  "aave_v3:debtToken:debtWETH",
    "aave_v3:debtToken:debtUSDT"};

/// Some of all instruments in some order, with tiers at random.
Settings some_settings(test::Draw& draw) {
  std::vector<std::string> keys = kWatchable;
  for (std::size_t i = keys.size(); i > 1; --i) std::swap(keys[i - 1], keys[draw.below(i)]);
  keys.resize(3 + draw.below(keys.size() - 2));
  std::vector<MarginTier> tiers;
  const std::uint64_t count = 1 + draw.below(4);
  for (std::uint64_t i = 0; i < count; ++i)
    tiers.push_back(
        {i + 1 == count ? std::nullopt : std::optional(Amount::from_int(static_cast<std::int64_t>(20'000 * (i + 1)))),
         Ratio::from_raw(static_cast<std::int64_t>((i + 1) * 7'000'000'001)), 10});
  return test::with_markets(test::bare("USDT", draw.chance(50) ? "ETH" : "BTC", std::move(keys)), tiers);
}

Price near_hundred(test::Draw& draw) { return draw.price_between("90", "110.00000007"); }

/// A live watch over a random portfolio, and the same measured from scratch.
struct Watched {
  explicit Watched(test::Draw& draw) : portfolio(some_settings(draw)), live(spec()) {
    const Universe& universe = portfolio.universe;
    rules.resize(universe.instruments().size());
    // A first price of everything: from scratch, a holding without one is a broken invariant.
    for (const Market& market : universe.markets()) set_price(market, near_hundred(draw), kNow);
    for (const Instrument& one : universe.instruments()) {
      if (one.type == PositionType::perp)
        rules[one.id.index()] = &portfolio.settings.venues.at(universe.venue_of(one.account)).perp.at(one.symbol);
      if (one.has_index) set_index(one, draw);
      if (one.has_rate) set_rate(one, draw);
    }
  }
  [[nodiscard]] LiveRiskSpec spec() const {
    LiveRiskSpec spec;
    spec.universe = &portfolio.universe;
    return spec;
  }
  void set_index(const Instrument& one, test::Draw& draw) {
    const Ray index = draw.ray_between("1", "2");
    portfolio.market.indices[one.id.index()] = index;
    live.set_index(one.id, index);
  }
  void set_rate(const Instrument& one, test::Draw& draw) {
    const Ray rate = draw.ray_between("1", "1.2");
    portfolio.market.rates[one.id.index()] = rate;
    live.set_rate(one.id, rate);
  }
  /// Whether the price of the market is the price of its asset from scratch.
  [[nodiscard]] bool leads(const Market& market) const {
    const auto& all = portfolio.universe.markets();
    const auto spot = std::any_of(all.begin(), all.end(),
                                  [&](const Market& other) { return other.is_spot() && other.base == market.base; });
    if (spot) return market.is_spot();
    return std::none_of(all.begin(), all.begin() + market.id.value,
                        [&](const Market& other) { return other.base == market.base; });
  }
  /// Spot markets of one asset have one price here, because from scratch an asset has one.
  void set_price(const Market& market, Price price, MonoTime now) {
    if (!market.is_spot()) {
      portfolio.market.marks[market.position->index()] = price;
      live.apply(event(market.id, now, MarkUpdate{price, {}}));
    } else {
      TopUpdate top;
      top.bid = Price::from_raw(price.raw() - 5);
      top.ask = Price::from_raw(price.raw() + 6);
      for (const Market& other : portfolio.universe.markets())
        if (other.is_spot() && other.base == market.base) live.apply(event(other.id, now, top));
    }
    if (leads(market)) portfolio.market.prices[market.base->index()] = price;
  }
  /// Whether from scratch a holding of this can be valued.
  [[nodiscard]] bool valued(const Instrument& one) const {
    const auto& all = portfolio.universe.markets();
    return one.asset == portfolio.universe.quote_asset() ||
           std::any_of(all.begin(), all.end(), [&](const Market& market) { return market.base == one.asset; });
  }

  void step(test::Draw& draw, MonoTime now) {
    const auto& instruments = portfolio.universe.instruments();
    const Instrument& one = instruments[draw.below(instruments.size())];
    const auto& markets = portfolio.universe.markets();
    if (!markets.empty() && draw.chance(50))
      return set_price(markets[draw.below(markets.size())], near_hundred(draw), now);
    if (one.has_index && draw.chance(50)) return set_index(one, draw);
    if (one.has_rate && draw.chance(50)) return set_rate(one, draw);
    if (!valued(one)) return;
    Holding& holding = portfolio.positions[one.id.index()];
    holding.amount = draw.chance(15) ? Amount{} : draw.amount_between("-1000", "2000.000000000000000007");
    if (one.type == PositionType::perp) holding.entry_cost = mul(holding.amount, near_hundred(draw), Rounding::ceil);
    live.set_holding(one.id, holding, now);
  }

  void compare() const {
    const Universe& universe = portfolio.universe;
    for (const AccountMargin& margin : measure_margins(universe, portfolio.positions, portfolio.market, rules)) {
      const AccountMargin incremental = live.margin(margin.account);
      REQUIRE(incremental.cash == margin.cash);
      REQUIRE(incremental.balance == margin.balance);
      REQUIRE(incremental.notional == margin.notional);
      REQUIRE(incremental.margin_ratio == margin.margin_ratio);
      REQUIRE(incremental.price_rise_to_liquidation == margin.price_rise_to_liquidation);
    }
    REQUIRE(live.equity() == equity(universe, portfolio.positions, portfolio.market));
    const Exposure exposure = measure_exposure(universe, portfolio.positions, portfolio.market);
    REQUIRE(live.equity() == exposure.equity);
    REQUIRE(live.net_delta(universe.delta_asset()) == exposure.net_delta);
  }

  test::PortfolioFixture portfolio;
  PerpRules rules;
  LiveRisk live;
};

TEST_CASE("property: live risk equals core/risk and core/portfolio from scratch, of any universe under any stream") {
  for (std::uint64_t seed = 1; seed <= test::rounds(400); ++seed) {
    INFO("seed ", seed);
    test::Draw draw(seed);
    Watched watched(draw);
    MonoTime now = kNow;
    for (int i = 0; i < 150; ++i) {
      now = now + Nanos{static_cast<std::int64_t>(draw.below(900'000'000))};
      watched.step(draw, now);
      watched.compare();
    }
  }
}

TEST_CASE("property: exactly the held instruments without a fresh price are told") {
  const Universe universe =
      test::universe_of(test::with_markets(test::bare("USDT", "ETH",
                                                      {"bybit:BaseToken:USDT", "bybit:BaseToken:ETH",
                                                       "bybit:Perp:ETHUSDT", "okx:BaseToken:USDT", "okx:Perp:ETHUSDT"}),
                                           {}));
  for (std::uint64_t seed = 1; seed <= test::rounds(40); ++seed) {
    INFO("seed ", seed);
    test::Draw draw(seed);
    LiveRiskSpec spec;
    spec.universe = &universe;
    LiveRisk live(spec);
    std::map<std::uint16_t, MonoTime> fresh;  ///< by instrument: since when it has a price, unless lost
    std::map<std::uint16_t, bool> held;
    MonoTime now = kNow;
    for (int i = 0; i < 400; ++i) {
      now = now + Nanos{static_cast<std::int64_t>(draw.below(draw.chance(2) ? 40'000'000'000 : 900'000'000))};
      const Market& market = universe.markets()[draw.below(universe.markets().size())];
      const InstrumentId priced = *market.position;
      if (draw.chance(25)) {
        held[priced.value] = draw.chance(80);
        live.set_holding(priced, {Amount::from_int(held[priced.value] ? 3 : 0), {}}, now);
      } else if (draw.chance(15)) {
        fresh.erase(priced.value);
        live.apply(event(market.id, now, PriceLost{}));
      } else {
        fresh[priced.value] = now;
        live.apply(market.is_spot() ? event(market.id, now, test::top("99", "101"))
                                    : event(market.id, now, MarkUpdate{test::price("100"), {}}));
      }
      std::vector<std::uint16_t> blind;
      for (const auto& [instrument, is_held] : held) {
        const auto since = fresh.find(instrument);
        if (is_held && (since == fresh.end() || now - since->second > kSecond * 30)) blind.push_back(instrument);
      }
      std::vector<std::uint16_t> told;
      for (const LiveRiskReason& reason : live.assess(now).reasons)
        if (reason.code == LiveRiskCode::no_fresh_price) told.push_back(reason.subject);
      REQUIRE(told == blind);
    }
  }
}

}  // namespace
}  // namespace basis
