#include "core/history/timeline.hpp"
#include "tests/core/portfolio/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// Three hours of made-up history of the BTC basis mode, funding settled at the second hour only.
History btc_history() {
  History history;
  history.from = UtcTime::parse("2024-05-12T07:00:00Z").value();
  history.to = history.from + kHour * 2;
  history.hours = 3;
  history.prices["spot/binance_BTCUSDT"] = {price("60000"), price("60100"), price("60200")};
  history.prices["spot/binance_ETHUSDT"] = {price("3000"), price("3001"), price("3002")};
  for (const char* venue : {"binance", "bybit", "okx"}) {
    const std::string name = std::string(venue) + "_BTCUSDT";
    history.prices["perp/" + name] = {price("60010"), price("60110"), price("60210")};
    history.funding["funding/" + name] = {std::nullopt, ray("0.0001"), std::nullopt};
  }
  history.gas["gas/ethereum"] = {{amount("0.00000001"), amount("0.00000002"), amount("0.00000003")},
                                 {amount("0.000000001"), amount("0.000000002"), amount("0.000000003")}};
  return history;
}

}  // namespace

TEST_CASE("timeline: each hour shows that hour, and funding is known from its own stamp on") {
  const Settings settings = shipped("btc_basis");
  const Universe universe = universe_of(settings);
  const History history = btc_history();
  const Timeline timeline(universe, settings, history);
  const std::size_t btc = universe.delta_asset().index();
  const std::size_t perp = universe.find("okx:Perp:BTCUSDT")->index();
  CHECK(timeline.hours() == 3);
  const char* prices[] = {"60000", "60100", "60200"};
  const char* marks[] = {"60010", "60110", "60210"};
  for (std::size_t hour = 0; hour < 3; ++hour) {
    CAPTURE(hour);
    const MarketPtr market = timeline.at(hour);
    CHECK(market->time == history.from + kHour * static_cast<std::int64_t>(hour));
    CHECK(market->prices[btc] == price(prices[hour]));
    CHECK(market->prices[universe.quote_asset().index()] == price("1"));
    CHECK(market->marks[perp] == price(marks[hour]));
    CHECK(market->marks[universe.find("binance:BaseToken:BTC")->index()].is_zero());
    CHECK(market->funding_settled[perp].has_value() == (hour == 1));
    CHECK(market->funding_known[perp].has_value() == (hour >= 1));
    for (const Ray& index : market->indices) CHECK(index == ray("1"));
    for (const Ray& rate : market->rates) CHECK(rate == ray("1"));
  }
  CHECK(timeline.at(2)->funding_known[perp] == ray("0.0001"));
  CHECK(timeline.at(1)->gas_price == amount("0.000000022"));
  CHECK(timeline.at(1)->gas_token_price == price("3001"));
  CHECK_THROWS_AS((void)timeline.at(3), InvariantError);
}

TEST_CASE("timeline: a bar is shown when it has ended, one without bars counts as its open") {
  History history = btc_history();
  history.bars["perp/okx_BTCUSDT"] = {{price("61000"), price("62000"), price("63000")},
                                      {price("59000"), price("58000"), price("57000")},
                                      {amount("1"), amount("1"), amount("1")},
                                      0};
  const Settings settings = shipped("btc_basis");
  const Universe universe = universe_of(settings);
  const Timeline timeline(universe, settings, history);
  CHECK(timeline.at(0)->ended.empty());
  const MarketPtr second = timeline.at(1);
  const EndedBar& okx = second->ended.at(universe.find("okx:Perp:BTCUSDT")->index());
  CHECK(okx.open == price("60010"));
  CHECK(okx.high == price("61000"));
  CHECK(okx.low == price("59000"));
  CHECK(timeline.at(2)->ended.at(universe.find("okx:Perp:BTCUSDT")->index()).high == price("62000"));
  const EndedBar& bybit = second->ended.at(universe.find("bybit:Perp:BTCUSDT")->index());
  CHECK(bybit.high == price("60010"));
  CHECK(bybit.low == price("60010"));
  CHECK(second->ended.at(universe.find("binance:BaseToken:BTC")->index()).high.is_zero());
  const Settings opens = shipped("btc_basis", {"execution.liquidation=open"});
  CHECK(Timeline(universe, opens, history).at(1)->ended.empty());
}

TEST_CASE("timeline: a venue the hedge skips needs no data, one it uses does") {
  History history = btc_history();
  history.prices.erase("perp/okx_BTCUSDT");
  history.funding.erase("funding/okx_BTCUSDT");
  const Settings without = shipped("btc_basis", {"hedge_allocation.okx=0", "hedge_allocation.bybit=0.6"});
  const Universe universe = universe_of(without);
  CHECK_NOTHROW(Timeline(universe, without, history));
  const Settings with = shipped("btc_basis");
  CHECK_THROWS_WITH_AS(Timeline(universe, with, history), "broken invariant: history lacks perp/okx_BTCUSDT",
                       InvariantError);
}

TEST_CASE("timeline: gas is read only where costs are modelled") {
  History history = btc_history();
  history.gas.clear();
  const Settings ideal = shipped("btc_basis", {"execution.costs=none"});
  const Universe universe = universe_of(ideal);
  const Timeline timeline(universe, ideal, history);
  CHECK_FALSE(timeline.at(0)->gas_price.has_value());
  CHECK_FALSE(timeline.at(0)->gas_token_price.has_value());
  const Settings costly = shipped("btc_basis");
  CHECK_THROWS_AS(Timeline(universe, costly, history), InvariantError);
}

TEST_CASE("timeline: supply earns the liquidity index, debt costs the borrow index, tokens have their rate") {
  const Settings settings = [] {
    Settings made = bare("USDT", "ETH", {"aave_v3:aToken:aweETH", "aave_v3:debtToken:debtWETH", "etherfi:LST:weETH"});
    made.mode.execution.costs = CostModel::none;
    return made;
  }();
  const Universe universe = universe_of(settings);
  History history;
  history.hours = 1;
  history.prices["spot/binance_ETHUSDT"] = {price("3000")};
  history.indices["aave_v3/weETH"] = {{ray("1.01")}, {ray("1.02")}};
  history.indices["aave_v3/WETH"] = {{ray("1.03")}, {ray("1.04")}};
  history.rates["lst/weETH_oracle"] = {ray("1.05")};
  history.market_rates["lst/weETH_market"] = {std::nullopt};
  const MarketPtr market = Timeline(universe, settings, history).at(0);
  CHECK(market->indices[0] == ray("1.01"));
  CHECK(market->indices[1] == ray("1.04"));
  CHECK(market->indices[2] == ray("1"));
  CHECK(market->rates[0] == ray("1.05"));
  CHECK(market->rates[1] == ray("1"));
  CHECK(market->rates[2] == ray("1.05"));
}
