#include "tests/core/history/feed_support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// Three hours from 2024-10-04T22 of what `eth_leveraged` needs of weETH. The DEX rate begins at the second hour, a
/// week of EIGEN is paid at the third.
History slow_history() {
  History history;
  history.from = utc("2024-10-04T22:00:00Z");
  history.to = history.from + kHour * 2;
  history.hours = 3;
  history.prices["spot/binance_ETHUSDT"] = {price("2400"), price("2410"), price("2420")};
  history.indices["aave_v3/WETH"] = {std::vector(3, ray("1.03")), {ray("1.04"), ray("1.05"), ray("1.08")}};
  history.indices["aave_v3/weETH"] = {
      {ray("1"), ray("1.000000000000000000000000001"), ray("1.000000000000000000000000004")},
      std::vector(3, ray("1.02")),
      {{amount("900"), amount("100")}, {amount("901"), std::nullopt}, {std::nullopt, std::nullopt}}};
  history.rates["lst/weETH_oracle"] = {ray("1.05"), ray("1.06"), ray("1.07")};
  history.market_rates["lst/weETH_market"] = {std::nullopt, ray("1.055"), ray("1.065")};
  history.ratios["spot/uniswap_v3_EIGENWETH"] = {std::nullopt, ray("0.0015"), ray("0.0016")};
  history.ratios["spot/uniswap_v3_ETHFIWETH"] = std::vector<std::optional<Ray>>(3, ray("0.0006"));
  history.gas["gas/ethereum"] = {{amount("0.00000001"), amount("0.00000002"), amount("0.00000003")},
                                 {amount("0.000000001"), amount("0.000000002"), amount("0.000000003")}};
  history.rewards["rewards/etherfi"] = {
      {utc("2024-10-05"), utc("2024-09-28"), utc("2024-10-05"), "EIGEN_via_KING", amount("0.2"), {}, true, 2}};
  return history;
}

/// Feeds with that history behind them; ETH stands at 2500.
struct SlowRun {
  explicit SlowRun(UtcTime since) {
    eth = follow_spot(universe, "ETH");
    timeline.emplace(universe, settings, history);
    snapshots.emplace(universe, settings, FeedSnapshotRules{kHour * 9, since, amount("0.00000009")}, &*timeline);
    snapshots->apply(top_event(eth, since, price("2499"), price("2501")));
  }
  FeedMoment moment(const char* time) { return snapshots->at(utc(time), mono_at(utc(time))); }
  [[nodiscard]] std::size_t at(const char* key) const { return universe.find(key)->index(); }
  [[nodiscard]] Price eigen(const MarketSnapshot& market) const {
    return market.prices[universe.find_asset("EIGEN")->index()];
  }

  Settings settings = shipped("eth_leveraged", {"rewards_mode=base_eigen"});
  Universe universe = universe_of(settings);
  History history = slow_history();
  MarketId eth;
  std::optional<Timeline> timeline;
  std::optional<FeedSnapshots> snapshots;
};

}  // namespace

TEST_CASE("between hours: indices and oracle rates are interpolated, half to even; DEX rate, gas and totals hold") {
  SlowRun run(utc("2024-10-04T21:00:00Z"));
  const FeedMoment first = run.moment("2024-10-04T22:15:00Z");
  const MarketSnapshot& quarter = *first.market;
  CHECK(lines_of(first) == "");
  CHECK(quarter.rates[run.at("etherfi:LST:weETH")] == ray("1.0525"));
  CHECK(quarter.rates[run.at("aave_v3:aToken:aweETH")] == ray("1.0525"));
  CHECK(quarter.rates[run.at("lido:LST:wstETH")].is_zero());
  CHECK(quarter.rates[run.at("wallet:BaseToken:ETH")] == ray("1"));
  CHECK(quarter.indices[run.at("aave_v3:debtToken:debtWETH")] == ray("1.0425"));
  CHECK(quarter.indices[run.at("aave_v3:aToken:aweETH")] == ray("1"));  // a quarter of the last unit
  CHECK_FALSE(quarter.market_rates[run.at("etherfi:LST:weETH")]);
  CHECK(quarter.gas_price == amount("0.000000011"));
  CHECK(quarter.gas_token_price == price("2500"));
  REQUIRE(quarter.depth.size() == 1);
  CHECK(quarter.depth[0].instrument == *run.universe.find("aave_v3:aToken:aweETH"));
  CHECK(quarter.depth[0].supplied == amount("900"));
  CHECK(quarter.depth[0].variable_debt == amount("100"));
  CHECK_FALSE(quarter.depth[0].volume);
  CHECK(run.eigen(quarter).is_zero());
  // What is added is rounded: half of one unit to none, half of the next three to two.
  CHECK(run.moment("2024-10-04T22:30:00Z").market->indices[run.at("aave_v3:aToken:aweETH")] == ray("1"));
  const MarketPtr late = run.moment("2024-10-04T23:30:00Z").market;
  CHECK(late->indices[run.at("aave_v3:aToken:aweETH")] == ray("1.000000000000000000000000003"));
  CHECK(late->market_rates[run.at("etherfi:LST:weETH")] == ray("1.055"));
  CHECK(late->depth.at(0).supplied == amount("901"));
  CHECK(run.eigen(*late) == price("3.75"));  // 0.0015 * 2500
}

TEST_CASE("between hours: a whole second and a part of one are interpolated alike") {
  SlowRun run(utc("2024-10-04T21:00:00Z"));
  // 1.05 + 0.01 * 0.000000001 / 3600, and that of a second.
  CHECK(run.moment("2024-10-04T22:00:00.000000001Z").market->rates[run.at("etherfi:LST:weETH")] ==
        ray("1.050000000000002777777777778"));
  CHECK(run.moment("2024-10-04T22:00:01Z").market->rates[run.at("etherfi:LST:weETH")] ==
        ray("1.050002777777777777777777778"));
}

TEST_CASE("between hours: what is paid and earned is told once, with the first snapshot after it") {
  SlowRun run(utc("2024-10-04T23:00:00Z"));
  const MarketPtr before = run.moment("2024-10-04T23:59:59.5Z").market;
  CHECK(before->rewards.empty());
  REQUIRE(before->earning.size() == 1);
  CHECK(before->earning[0].time == kHour - Nanos{kSecond.count / 2});
  const MarketPtr paid = run.moment("2024-10-05T00:07:00Z").market;
  REQUIRE(paid->rewards.size() == 1);
  CHECK(paid->rewards[0].per_underlying == amount("0.2"));
  REQUIRE(paid->earning.size() == 1);
  CHECK(paid->earning[0].time == Nanos{kSecond.count / 2});
  const MarketPtr after = run.moment("2024-10-05T00:08:00Z").market;
  CHECK(after->rewards.empty());
  CHECK(after->earning.empty());
}

TEST_CASE("outside its hours a history gives nothing but what was paid in them, and the lack is told") {
  SlowRun run(utc("2024-10-04T20:00:00Z"));
  const FeedMoment early = run.moment("2024-10-04T21:59:59Z");
  CHECK(lines_of(early) ==
        "rate of etherfi:LST:weETH: no history at 2024-10-04T21:59:59Z\n"
        "index of aave_v3:aToken:aweETH: no history at 2024-10-04T21:59:59Z\n"
        "rate of aave_v3:aToken:aweETH: no history at 2024-10-04T21:59:59Z\n"
        "index of aave_v3:debtToken:debtWETH: no history at 2024-10-04T21:59:59Z\n");
  CHECK(early.market->gas_price == amount("0.00000009"));
  CHECK(lines_of(run.moment("2024-10-05T00:00:00Z")) == "");
  const FeedMoment late = run.moment("2024-10-05T00:00:00.000000001Z");
  REQUIRE(late.lacking.size() == 4);
  CHECK(late.lacking[0].value == LackingValue::rate);
  CHECK(late.market->indices[run.at("aave_v3:debtToken:debtWETH")].is_zero());
  CHECK(late.market->depth.empty());
  SlowRun skips(utc("2024-10-04T23:30:00Z"));
  CHECK(skips.moment("2024-10-05T03:00:00Z").market->rewards.size() == 1);
}

TEST_CASE("between hours: without ETH's price reward tokens have none") {
  SlowRun run(utc("2024-10-04T22:00:00Z"));
  run.snapshots->apply(lost_event(run.eth, utc("2024-10-04T23:00:00Z")));
  const FeedMoment moment = run.moment("2024-10-04T23:30:00Z");
  CHECK(lines_of(moment) == "price of ETH: binance:Spot:ETHUSDT is lost\n");
  CHECK(run.eigen(*moment.market).is_zero());
  CHECK_FALSE(moment.market->gas_token_price);
}
