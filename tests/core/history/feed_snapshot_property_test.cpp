#include <map>

#include "tests/core/history/tick_day.hpp"

using namespace basis;
using namespace basis::test;

namespace {

using Earned = std::map<std::size_t, std::int64_t>;

void add_earned(const MarketSnapshot& market, Earned& sums) {
  for (const RewardEarning& part : market.earning) sums[part.distribution] += part.time.count;
}

void check_rewards(const std::vector<RewardPaid>& from_feed, const std::vector<RewardPaid>& from_bars) {
  REQUIRE(from_feed.size() == from_bars.size());
  for (std::size_t i = 0; i < from_feed.size(); ++i) {
    CHECK(from_feed[i].token == from_bars[i].token);
    CHECK(from_feed[i].per_underlying == from_bars[i].per_underlying);
    CHECK(from_feed[i].wrapped == from_bars[i].wrapped);
    CHECK(from_feed[i].name == from_bars[i].name);
    CHECK(from_feed[i].distribution == from_bars[i].distribution);
    CHECK(from_feed[i].period == from_bars[i].period);
  }
}

/// Totals of reserves, without the volumes that only bars have.
void check_depth(const std::vector<MarketDepth>& from_feed, const std::vector<MarketDepth>& from_bars) {
  std::vector<MarketDepth> totals = from_bars;
  std::erase_if(totals, [](const MarketDepth& one) { return !one.supplied && !one.variable_debt; });
  REQUIRE(from_feed.size() == totals.size());
  for (std::size_t i = 0; i < totals.size(); ++i) {
    CHECK(from_feed[i].instrument == totals[i].instrument);
    CHECK(from_feed[i].supplied == totals[i].supplied);
    CHECK(from_feed[i].variable_debt == totals[i].variable_debt);
    CHECK_FALSE(from_feed[i].volume);
  }
}

void check_equal(const MarketSnapshot& from_feed, const MarketSnapshot& from_bars) {
  CHECK(from_feed.time == from_bars.time);
  CHECK(from_feed.prices == from_bars.prices);
  CHECK(from_feed.marks == from_bars.marks);
  CHECK(from_feed.indices == from_bars.indices);
  CHECK(from_feed.rates == from_bars.rates);
  CHECK(from_feed.market_rates == from_bars.market_rates);
  CHECK(from_feed.funding_settled == from_bars.funding_settled);
  CHECK(from_feed.funding_known == from_bars.funding_known);
  CHECK(from_feed.gas_price == from_bars.gas_price);
  CHECK(from_feed.gas_token_price == from_bars.gas_token_price);
  CHECK(from_feed.ended.empty());
  CHECK(from_bars.ended.empty());
  check_depth(from_feed.depth, from_bars.depth);
  check_rewards(from_feed.rewards, from_bars.rewards);
}

/// `between`: snapshots are made at odd moments of each hour, too.
void check_day(bool dollars, std::uint64_t seed, bool between) {
  TickDay day(tick_settings(dollars), seed);
  FeedSnapshots snapshots = day.snapshots();
  for (std::size_t hour = 0; hour < TickDay::kHours; ++hour) {
    CAPTURE(hour);
    const MarketPtr from_bars = day.timeline->at(hour);
    Earned in_parts, whole;
    for (std::int64_t part = 1; between && part < 4; ++part) {
      const UtcTime odd = from_bars->time - kHour + Nanos{part * 15 * kMinute.count + 123'456'789};
      if (odd < day.start) continue;
      add_earned(*day.moment(snapshots, odd).market, in_parts);
    }
    const FeedMoment moment = day.moment(snapshots, from_bars->time);
    REQUIRE(lines_of(moment) == "");
    check_equal(*moment.market, *from_bars);
    add_earned(*moment.market, in_parts);
    add_earned(*from_bars, whole);
    CHECK(in_parts == whole);
  }
}

}  // namespace

TEST_CASE("a snapshot from feeds at a full hour is that of the bars made of the same ticks, field by field") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    for (const bool dollars : {true, false}) {
      CAPTURE(dollars);
      check_day(dollars, seed, false);
      check_day(dollars, seed + 100, true);
    }
  }
}
