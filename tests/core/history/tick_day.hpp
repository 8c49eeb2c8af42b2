#pragma once

#include <algorithm>
#include <numeric>

#include "core/history/series_names.hpp"
#include "tests/core/history/feed_support.hpp"

namespace basis::test {

/// A made-up day of ticks of every market that a mode needs, and the history that is made of the same ticks: the open
/// of a bar is the mid, or the mark of a perp that has marks, at its hour. Series that feeds do not have are drawn by
/// the hour.
struct TickDay {
  static constexpr std::size_t kHours = 25;
  static constexpr Nanos kLongestQuiet = kMinute * 5;

  TickDay(const Settings& from, std::uint64_t seed) : settings(from), universe(universe_of(settings)), draw(seed) {
    for (const char* asset : {"BTC", "ETH"}) follow_spot(universe, asset);
    history.from = start;
    history.to = start + kHour * (kHours - 1);
    history.hours = kHours;
    for (const SeriesNeed& need : series_needed(settings)) add(need);
    sort_events();
    timeline.emplace(universe, settings, history);
  }
  TickDay(const TickDay&) = delete;
  TickDay& operator=(const TickDay&) = delete;

  /// Applies what was received up to a moment, tells what was settled by then, some of it twice, and asks.
  FeedMoment moment(FeedSnapshots& snapshots, UtcTime time) {
    for (; next_event < events.size() && events[next_event].received <= time; ++next_event)
      snapshots.apply(events[next_event]);
    for (const FundingSettlement& settlement : settlements) {
      if (settlement.stamp.snap(kHour) > time || settlement.stamp < time - kHour * 9) continue;
      snapshots.settle(settlement);
      if (draw.chance(50)) snapshots.settle({settlement.market, settlement.stamp.snap(kHour), settlement.rate});
    }
    return snapshots.at(time, mono_at(time));
  }
  [[nodiscard]] FeedSnapshots snapshots() const {
    return {universe, settings, {kLongestQuiet, start - kHour, std::nullopt}, &*timeline};
  }

  const UtcTime start = utc("2024-10-04T00:00:00Z");
  Settings settings;
  Universe universe;
  Draw draw;
  History history;
  std::vector<FeedEvent> events;
  std::vector<FundingSettlement> settlements;
  std::optional<Timeline> timeline;
  std::size_t next_event = 0;

 private:
  void add(const SeriesNeed& need) {
    const std::string& name = need.name;
    if (need.kind == SeriesKind::ohlcv_1h) return add_prices(name);
    if (need.kind == SeriesKind::aave_index_1d) history.indices[name] = {rays("1", "1.1"), rays("1", "1.1"), totals()};
    if (need.kind == SeriesKind::rate_1h && name.ends_with("_market")) history.market_rates[name] = late_rays();
    if (need.kind == SeriesKind::rate_1h && !name.ends_with("_market")) history.rates[name] = rays("1.03", "1.06");
    if (need.kind == SeriesKind::gas_1h) history.gas[name] = {amounts(), amounts()};
    if (need.kind == SeriesKind::reward_events) history.rewards[name] = rewards();
    if (need.kind == SeriesKind::funding_8h) add_funding(name);
  }

  /// In order of receipt. What a stable sort allocates is not aligned as events are, so numbers are sorted.
  void sort_events() {
    std::vector<std::size_t> order(events.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, {}, [&](std::size_t i) { return events[i].received; });
    std::vector<FeedEvent> sorted;
    for (const std::size_t i : order) sorted.push_back(events[i]);
    events = std::move(sorted);
  }

  void add_prices(const std::string& name) {
    if (name.starts_with("spot/uniswap")) {
      history.ratios[name] = late_rays();
      return;
    }
    for (const Market& market : universe.markets())
      if (series_of(market) == name) history.prices[name] = ticks(market);
  }
  [[nodiscard]] std::string series_of(const Market& market) const {
    if (market.is_spot()) return market.venue == kValuingVenue ? "spot/binance_" + market.symbol : "";
    return market.position ? perp_series(universe, universe[*market.position]) : "";
  }

  /// Events of one market, and the opens of its bars.
  std::vector<Price> ticks(const Market& market) {
    std::vector<Price> opens(kHours);
    const bool marked = !market.is_spot() && draw.chance(50);
    Price mid = draw.price_between("1500", "3500");
    const UtcTime end = history.to + kHour;
    for (UtcTime time = start - kSecond * 30; time <= end;
         time = draw.chance(5) ? next_hour(time)
                               : time + Nanos{static_cast<std::int64_t>(draw.between(1, kLongestQuiet.count))}) {
      mid = Price::from_raw_checked(mul_div(mid.raw(), draw.between(99'500, 100'500), 100'000, Rounding::half_even));
      const auto half = static_cast<std::int64_t>(draw.between(1, 2'000'000));
      // Half of an odd spread is rounded down to the mid.
      const std::int64_t odd = draw.chance(50) ? 1 : 0;
      events.push_back(
          top_event(market.id, time, Price::from_raw(mid.raw() - half), Price::from_raw(mid.raw() + half + odd)));
      Price value = mid;
      if (marked) {
        value = Price::from_raw(mid.raw() + static_cast<std::int64_t>(draw.between(-900'000, 900'000)));
        events.push_back(mark_event(market.id, time, value));
      }
      for (std::size_t hour = 0; hour < kHours; ++hour)
        if (time <= start + kHour * static_cast<std::int64_t>(hour)) opens[hour] = value;
    }
    return opens;
  }
  /// The next full hour, where it is near; else five minutes on.
  static UtcTime next_hour(UtcTime time) {
    const UtcTime hour = UtcTime::from_nanos((time.nanos() / kHour.count + 1) * kHour.count);
    return hour - time <= kLongestQuiet ? hour : time + kLongestQuiet;
  }

  void add_funding(const std::string& name) {
    auto& column = history.funding[name];
    column.resize(kHours);
    const std::size_t interval = draw.chance(50) ? 8 : 4;
    for (const Instrument& instrument : universe.instruments()) {
      if (instrument.type != PositionType::perp || funding_series(universe, instrument) != name) continue;
      for (std::size_t hour = 0; hour < kHours; hour += interval) {
        column[hour] = draw.ray_between("-0.001", "0.001");
        const UtcTime stamp = start + kHour * static_cast<std::int64_t>(hour);
        const Nanos late{static_cast<std::int64_t>(draw.between(-2'000'000, 9'000'000))};
        settlements.push_back({*universe.market_of(instrument.id), stamp + late, *column[hour]});
      }
    }
  }

  std::vector<Ray> rays(const char* low, const char* high) {
    std::vector<Ray> all(kHours);
    for (Ray& one : all) one = draw.ray_between(low, high);
    std::ranges::sort(all);
    return all;
  }
  std::vector<std::optional<Ray>> late_rays() {
    std::vector<std::optional<Ray>> all(kHours);
    for (std::size_t hour = draw.below(kHours); hour < kHours; ++hour) all[hour] = draw.ray_between("0.0005", "1.05");
    return all;
  }
  std::vector<Amount> amounts() {
    std::vector<Amount> all(kHours);
    for (Amount& one : all) one = draw.amount_between("0.000000001", "0.0000001");
    return all;
  }
  std::vector<ReserveTotals> totals() {
    std::vector<ReserveTotals> all(kHours);
    for (ReserveTotals& one : all) {
      one.supplied = draw.amount_between("1000", "2000");
      if (draw.chance(80)) one.variable_debt = draw.amount_between("10", "900");
    }
    return all;
  }
  std::vector<RewardEvent> rewards() {
    const UtcTime paid = start + kHour * static_cast<std::int64_t>(draw.below(kHours));
    return {{paid, paid - kDay * 7, paid, "EIGEN_via_KING", draw.amount_between("0.1", "0.3"), {}, true, 2},
            {paid + kHour,
             paid - kHour * 2 + kMinute * 20,
             paid + kMinute * 30,
             "EIGEN_via_KING",
             draw.amount_between("0.1", "0.3"),
             {},
             true,
             3}};
  }
};

/// The share classes and modes that are tried; bars and volumes, which feeds do not have, are left out.
inline Settings tick_settings(bool dollars) {
  if (dollars)
    return shipped("usdt_market_neutral", {"rewards_mode=base_eigen_seasonal", "execution.liquidation=open"});
  return shipped("eth_leveraged", {"rewards_mode=base_eigen_seasonal", "execution.liquidation=open"});
}

}  // namespace basis::test
