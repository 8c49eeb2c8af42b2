#include <doctest/doctest.h>

#include "tests/node/hand_made.hpp"
#include "tests/node/support.hpp"
#include "tests/support/numbers.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// 45,000 dollars of BTC at 60,000 are bought and sold short, 0.4 of it on Binance: a hundredth of this volume.
HandMade thin_market(std::int64_t coins_an_hour) {
  HandMade market;
  market.add_bars();
  market.history.bars["spot/binance_BTCUSDT"] = market.history.bars.at("perp/binance_BTCUSDT");
  for (auto& [name, bars] : market.history.bars) bars.volume.assign(HandMade::kHours, Amount::from_int(coins_an_hour));
  return market;
}

/// A reserve of USDT of which everyone else has supplied and borrowed that much.
HandMade lent(std::int64_t supplied, std::int64_t debt) {
  HandMade market;
  market.history.indices.at("aave_v3/USDT")
      .totals.assign(HandMade::kHours, {Amount::from_int(supplied), Amount::from_int(debt)});
  return market;
}

const CapacityRecord& worst(const RunResult& result, std::string_view kind) {
  for (const CapacityRecord& record : result.summary.capacity)
    if (record.kind == kind) return record;
  FAIL("nothing was noted of " << std::string(kind));
  return result.summary.capacity.front();
}

/// The capital after "the highest that works is".
Amount named_capital(const Error& error) {
  const std::string text = error.text();
  const std::string before = "the highest that works is ";
  const std::size_t at = text.find(before);
  REQUIRE_MESSAGE(at != text.npos, text);
  const std::size_t from = at + before.size();
  return amount(text.substr(from, text.find(' ', from) - from));
}

const Amount kMillion = Amount::from_int(1'000'000);

}  // namespace

TEST_CASE("capacity: a trade over its share of the volume is remarked, and nothing else changes") {
  const HandMade market = thin_market(20);
  const RunResult told = run(settings_of("btc_basis", {}), market.history, kMillion);
  const CapacityRecord& trade = worst(told, "participation");
  CHECK(trade.instrument == "binance:BaseToken:BTC");
  CHECK(trade.limit == amount("2"));
  CHECK(trade.amount > amount("8"));  // 0.9 * 1,000,000 / 1.8 / 60,000 = 8.33 coins, less costs
  CHECK(trade.amount < amount("8.34"));
  CHECK(trade.count == 4);                           // spot, and three shorts of 0.4 and 0.3 of it
  CHECK(trade.time == market.history.from + kHour);  // when the cash is there
  REQUIRE_FALSE(told.summary.remarks.empty());
  CHECK(told.summary.remarks.back().starts_with("A trade was over its share of the hour's volume, by 4 instructions"));
  const RunResult off = run(settings_of("btc_basis", {"execution.capacity=off"}), market.history, kMillion);
  CHECK(off.summary.capacity.empty());
  // That no funding rate was known is told in both.
  CHECK(off.summary.remarks.size() == 1);
  CHECK(off.equity == told.equity);
}

TEST_CASE("capacity: a first entry that is over it is refused with the highest capital that works") {
  const HandMade market = thin_market(20);
  const Settings refusing = settings_of("btc_basis", {"execution.capacity=refuse"});
  const auto refused = run_with_flows(refusing, market.history, kMillion, kNoFlows);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::usage);
  CHECK(refused.error().text().starts_with(
      "capital: 1000000 USDT cannot be put to work with execution.capacity=refuse: trade of 8."));
  const Amount highest = named_capital(refused.error());
  CHECK(highest > Amount::from_int(239'000));  // 2 coins * 60,000 * 1.8 / 0.9 = 240,000, and costs
  CHECK(highest < Amount::from_int(241'500));
  const auto works = run_with_flows(refusing, market.history, highest, kNoFlows);
  REQUIRE(works);
  CHECK(works.value().summary.trades == 4);
  CHECK(worst(works.value(), "participation").count == 0);
  CHECK_FALSE(run_with_flows(refusing, market.history, highest + amount("1"), kNoFlows));
  const auto wider =
      run_with_flows(settings_of("btc_basis", {"execution.capacity=refuse", "execution.max_participation=0.5"}),
                     market.history, kMillion, kNoFlows);
  REQUIRE(wider);
  CHECK(wider.value().summary.trades == 4);
}

TEST_CASE("capacity: a market without any volume takes no capital") {
  const auto refused = run_with_flows(settings_of("btc_basis", {"execution.capacity=refuse"}), thin_market(0).history,
                                      kMillion, kNoFlows);
  REQUIRE_FALSE(refused);
  // What is under every venue's minimum does not trade, and so is not refused.
  CHECK(named_capital(refused.error()) < Amount::from_int(2'000));
}

TEST_CASE("capacity: a supply cap counts what everyone has; what is refused after the entry is noted, not fatal") {
  const HandMade market = lent(99'900'000, 50'000'000);
  const std::string cap = "venues.aave_v3.reserves.USDT.supply_cap=100000000";
  const RunResult told = run(settings_of("pure_lending", {cap}), market.history, kMillion);
  const CapacityRecord& supply = worst(told, "supply_cap");
  CHECK(supply.amount > Amount::from_int(100'799'000));
  CHECK(supply.limit == Amount::from_int(100'000'000));
  CHECK(supply.count == 1);
  const Settings refusing = settings_of("pure_lending", {cap, "execution.capacity=refuse"});
  const auto refused = run_with_flows(refusing, market.history, kMillion, kNoFlows);
  REQUIRE_FALSE(refused);
  const Amount highest = named_capital(refused.error());  // 100,000 / 0.9, and gas
  CHECK((highest - amount("111111")).abs() < Amount::from_int(300));
  CHECK(run_with_flows(refusing, market.history, highest, kNoFlows));

  const CapitalFlow deposit{utc("2024-06-01T10:00:00Z"), true, kMillion, ExitSpeed::fast, 2};
  const auto later = run_with_flows(refusing, market.history, Amount::from_int(100'000), {"flows.csv", "", {deposit}});
  REQUIRE_MESSAGE(later.has_value(), later.error().text());
  CHECK(later.value().count(R"("type":"not_carried_out")") >= 1);
  CHECK(later.value().events.find("over the supply cap of 100000000") != std::string::npos);
  CHECK(worst(later.value(), "supply_cap").count == 0);
}

TEST_CASE("capacity: without totals a cap is held against our own supply alone") {
  HandMade market;
  const std::string cap = "venues.aave_v3.reserves.USDT.supply_cap=1000000";
  const RunResult told = run(settings_of("pure_lending", {cap}), market.history, kMillion);
  CHECK(worst(told, "supply_cap").count == 0);
  CHECK(worst(told, "supply_cap").amount < kMillion);
}
