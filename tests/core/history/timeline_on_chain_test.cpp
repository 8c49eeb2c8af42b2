#include "core/history/timeline.hpp"
#include "tests/core/history/real_history.hpp"
#include "tests/core/portfolio/support.hpp"
#include "tests/support/numbers.hpp"

using namespace basis;
using namespace basis::test;

namespace {

RewardEvent eigen(const char* payout, const char* start, const char* end, const char* rate) {
  return {utc(payout), utc(start), utc(end), "EIGEN_via_KING", amount(rate), {}, true, 2};
}

/// Four hours from 2024-10-04T22 of everything `eth_leveraged` needs of weETH, without costs. The DEX rate and EIGEN's
/// price begin at the second and third hour.
History leveraged_history() {
  History history;
  history.from = utc("2024-10-04T22:00:00Z");
  history.to = history.from + kHour * 3;
  history.hours = 4;
  history.prices["spot/binance_ETHUSDT"] = {price("2400"), price("2410"), price("2420.5"), price("2430")};
  history.indices["aave_v3/WETH"] = {std::vector(4, ray("1.03")), std::vector(4, ray("1.04"))};
  history.indices["aave_v3/weETH"] = {std::vector(4, ray("1.01")), std::vector(4, ray("1.02"))};
  history.rates["lst/weETH_oracle"] = {ray("1.05"), ray("1.06"), ray("1.07"), ray("1.08")};
  history.market_rates["lst/weETH_market"] = {std::nullopt, ray("1.055"), ray("1.065"), ray("1.075")};
  history.ratios["spot/uniswap_v3_EIGENWETH"] = {std::nullopt, std::nullopt, ray("0.00147778287763035"), ray("0.0015")};
  history.ratios["spot/uniswap_v3_ETHFIWETH"] = std::vector<std::optional<Ray>>(4, ray("0.0006"));
  history.rewards["rewards/etherfi"] = {eigen("2024-10-05T00:00:00Z", "2024-08-15", "2024-10-05", "0.205"),
                                        {utc("2024-10-05T00:00:00Z"),
                                         utc("2024-07-01"),
                                         utc("2024-09-15"),
                                         "ETHFI_Seasonal_Airdrop",
                                         {},
                                         amount("10.5"),
                                         false,
                                         3},
                                        eigen("2024-10-05T01:00:00Z", "2024-09-29", "2024-10-05", "0.179")};
  return history;
}

Settings leveraged(const char* rewards_mode, const char* lst = "weeth") {
  return shipped("eth_leveraged",
                 {std::string("rewards_mode=") + rewards_mode, "execution.costs=none", std::string("lst_type=") + lst});
}

/// A universe that lives as long as its timeline.
struct Run {
  Run(Settings from, const History& history)
      : settings(std::move(from)), universe(universe_of(settings)), timeline(universe, settings, history) {}
  [[nodiscard]] Price price_of(const char* asset, std::size_t hour) const {
    return timeline.at(hour)->prices[universe.find_asset(asset)->index()];
  }
  [[nodiscard]] std::size_t at(const char* key) const { return universe.find(key)->index(); }
  Settings settings;
  Universe universe;
  Timeline timeline;
};

/// Loads what a shipped mode needs of real history over the whole period.
History load_real(const std::filesystem::path& folder, const Settings& settings) {
  auto history = load_history(folder, series_needed(settings), utc("2024-05-12T01:00:00Z"), utc("2025-05-31"));
  REQUIRE_MESSAGE(history.has_value(), history.error().text());
  return std::move(history).value();
}

std::size_t hour_of(const History& history, const char* time) {
  return static_cast<std::size_t>((utc(time) - history.from).count / kHour.count);
}

}  // namespace

TEST_CASE("timeline: the market rate of the chosen token, on the token and its aToken, once there is one") {
  const History history = leveraged_history();
  const Run run(leveraged("base_eigen"), history);
  for (const char* key : {"etherfi:LST:weETH", "aave_v3:aToken:aweETH"}) {
    CAPTURE(std::string(key));
    CHECK_FALSE(run.timeline.at(0)->market_rates[run.at(key)]);
    CHECK(run.timeline.at(1)->market_rates[run.at(key)] == ray("1.055"));
    CHECK(run.timeline.at(3)->market_rates[run.at(key)] == ray("1.075"));
    CHECK(run.timeline.at(3)->rates[run.at(key)] == ray("1.08"));
  }
  for (const Instrument& instrument : run.universe.instruments())
    if (instrument.token != "weETH") CHECK_FALSE(run.timeline.at(3)->market_rates[instrument.id.index()]);
}

TEST_CASE("timeline: the staked token that was not chosen has no data, and what is no staked token is one for one") {
  const History history = leveraged_history();
  const Run run(leveraged("base_only"), history);
  const MarketPtr market = run.timeline.at(1);
  for (const char* key : {"lido:LST:wstETH", "aave_v3:aToken:awstETH"}) CHECK(market->rates[run.at(key)].is_zero());
  CHECK(market->indices[run.at("aave_v3:aToken:awstETH")].is_zero());
  CHECK(market->indices[run.at("lido:LST:wstETH")] == ray("1"));
  CHECK(market->indices[run.at("aave_v3:aToken:aweETH")] == ray("1.01"));
  CHECK(market->indices[run.at("aave_v3:debtToken:debtWETH")] == ray("1.04"));
  for (const char* key : {"wallet:BaseToken:ETH", "etherfi:BaseToken:ETH", "etherfi:BaseToken:EIGEN"}) {
    CHECK(market->rates[run.at(key)] == ray("1"));
    CHECK(market->indices[run.at(key)] == ray("1"));
  }
  const Settings other = leveraged("base_only", "wsteth");
  CHECK_THROWS_WITH_AS(Timeline(run.universe, other, history), "broken invariant: history lacks lst/wstETH_oracle",
                       InvariantError);
}

TEST_CASE(
    "timeline: a reward token costs its price in WETH times ETH's, rounded half to even, and zero before it trades") {
  const History history = leveraged_history();
  const Run run(leveraged("base_eigen"), history);
  CHECK(run.price_of("EIGEN", 0).is_zero());
  CHECK(run.price_of("EIGEN", 1).is_zero());
  CHECK(run.price_of("EIGEN", 2) == price("3.57697346"));  // 0.00147778287763035 * 2420.5 = 3.576973455...
  CHECK(run.price_of("EIGEN", 3) == price("3.645"));
  CHECK(run.price_of("ETHFI", 0) == price("1.44"));
  CHECK(run.price_of("ETH", 2) == price("2420.5"));
  CHECK(run.price_of("USDT", 2) == price("1"));
}

TEST_CASE("timeline: rewards are there at their payout and at no other hour, with the weeks they are paid for") {
  const History history = leveraged_history();
  const Run run(leveraged("base_eigen_seasonal"), history);
  CHECK(run.timeline.at(0)->rewards.empty());
  CHECK(run.timeline.at(1)->rewards.empty());
  const MarketPtr first = run.timeline.at(2);
  REQUIRE(first->rewards.size() == 2);
  CHECK(first->rewards[0].token == "EIGEN");
  CHECK(first->rewards[0].per_underlying == amount("1.23"));  // 0.205 * 6 weeks
  CHECK(first->rewards[0].wrapped);
  CHECK(first->rewards[0].name == "EIGEN_via_KING");
  CHECK(first->rewards[1].token == "ETHFI");
  CHECK(first->rewards[1].per_underlying == amount("10.5"));
  CHECK_FALSE(first->rewards[1].wrapped);
  CHECK(first->rewards[1].name == "ETHFI_Seasonal_Airdrop");
  CHECK(first->rewards[0].period == kDay * 51);
  REQUIRE(run.timeline.at(3)->rewards.size() == 1);
  CHECK(run.timeline.at(3)->rewards[0].per_underlying == amount("0.179"));
}

TEST_CASE("timeline: a distribution is earned in the hours of its period, and not after its payout") {
  History history = leveraged_history();
  // The last period ends at half past, and the first is cut off by its payout.
  history.rewards["rewards/etherfi"][2].period_start = utc("2024-10-04T22:30:00Z");
  history.rewards["rewards/etherfi"][0].period_end = utc("2024-10-08");
  const Run run(leveraged("base_eigen_seasonal"), history);
  using Earned = std::vector<std::pair<std::size_t, std::int64_t>>;
  const auto earned = [&](std::size_t hour) {
    Earned found;
    const MarketPtr market = run.timeline.at(hour);
    for (const RewardEarning& part : market->earning)
      found.emplace_back(part.distribution, part.time.count / kSecond.count);
    return found;
  };
  CHECK(earned(0) == Earned{{0, 3600}});
  CHECK(earned(1) == Earned{{0, 3600}, {2, 1800}});
  CHECK(earned(2) == Earned{{0, 3600}, {2, 3600}});
  CHECK(earned(3).empty());
}

TEST_CASE("timeline: without rewards nothing is paid, and their tokens need no price") {
  History history = leveraged_history();
  history.ratios.clear();
  const Run run(leveraged("base_only"), history);
  for (std::size_t hour = 0; hour < 4; ++hour) CHECK(run.timeline.at(hour)->rewards.empty());
  CHECK(run.price_of("EIGEN", 3).is_zero());
  CHECK(run.price_of("ETHFI", 3).is_zero());
  CHECK(run.price_of("ETH", 3) == price("2430"));
  history.prices.clear();
  CHECK_THROWS_WITH_AS(Timeline(run.universe, run.settings, history),
                       "broken invariant: history lacks spot/binance_ETHUSDT", InvariantError);
}

TEST_CASE("real history: reward tokens, market rates and payouts by hand") {
  const auto folder = real_history();
  if (!folder) return;
  const Settings settings = shipped("usdt_market_neutral", {"rewards_mode=base_eigen"});
  const History history = load_real(*folder, settings);
  const Run run(settings, history);
  const std::size_t lst = run.at("etherfi:LST:weETH");
  CHECK_FALSE(run.timeline.at(0)->market_rates[lst]);
  CHECK(run.timeline.at(0)->rates[lst] == ray("1.0381626525752412"));
  CHECK_FALSE(run.timeline.at(hour_of(history, "2024-05-13T03:00:00Z"))->market_rates[lst]);
  CHECK(run.timeline.at(hour_of(history, "2024-05-13T04:00:00Z"))->market_rates[lst] == ray("1.03754788941237"));
  CHECK(run.timeline.at(hour_of(history, "2024-06-01T13:00:00Z"))->market_rates[lst] == ray("1.03913086207923"));

  const std::size_t first = hour_of(history, "2024-10-05T00:00:00Z");
  CHECK(run.price_of("EIGEN", first - 1).is_zero());
  CHECK(run.price_of("ETH", first) == price("2414.67"));
  CHECK(run.price_of("EIGEN", first) == price("3.56835798"));  // 0.00147778287763035 * 2414.67
  CHECK(run.price_of("ETHFI", first) == price("1.44044301"));  // 0.000596538246979535 * 2414.67
  CHECK(run.price_of("EIGEN", hour_of(history, "2025-02-15T00:00:00Z")) == price("1.7414276"));

  // 35 weekly EIGEN payouts and 7 ETHFI top-ups are exact; the seasonal airdrops are not.
  std::map<std::string, Amount> paid;
  std::size_t count = 0;
  for (std::size_t hour = 0; hour < history.hours; ++hour) {
    const MarketPtr market = run.timeline.at(hour);
    for (const RewardPaid& reward : market->rewards) {
      CHECK(reward.wrapped);
      paid[reward.token] += reward.per_underlying;
      ++count;
    }
  }
  CHECK(count == 42);
  CHECK(paid.at("EIGEN") == amount("7.565"));
  CHECK(paid.at("ETHFI") == amount("1.014"));
  CHECK(run.timeline.at(first)->rewards.front().per_underlying == amount("1.23"));
}

TEST_CASE("real history: seasonal airdrops within the range, estimated and not wrapped") {
  const auto folder = real_history();
  if (!folder) return;
  const Settings settings = shipped("eth_staking_only", {"rewards_mode=base_eigen_seasonal", "execution.costs=none"});
  const History history = load_real(*folder, settings);
  const Run run(settings, history);
  Amount airdropped;
  for (const char* time : {"2024-07-01", "2024-09-30", "2025-02-15"}) {
    CAPTURE(std::string(time));
    const RewardPaid reward = run.timeline.at(hour_of(history, time))->rewards.back();
    CHECK(reward.name == "ETHFI_Seasonal_Airdrop");
    CHECK_FALSE(reward.wrapped);
    airdropped += reward.per_underlying;
  }
  CHECK(airdropped == amount("18"));
  CHECK(run.price_of("ETHFI", hour_of(history, "2024-07-01")) == price("3.07374519"));
}

TEST_CASE("real history: OKX's perps are paid the settled rate, at its own stamp") {
  const auto folder = real_history();
  if (!folder) return;
  const Settings settings = shipped("btc_basis");
  const History history = load_real(*folder, settings);
  const Run run(settings, history);
  const std::size_t perp = run.at("okx:Perp:BTCUSDT");
  const std::size_t hour = hour_of(history, "2025-05-30T16:00:00Z");
  CHECK(run.timeline.at(hour)->funding_settled[perp] == ray("0.0000356484547518"));  // predicted: 0.0001
  CHECK_FALSE(run.timeline.at(hour + 1)->funding_settled[perp]);
}
