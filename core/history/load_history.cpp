#include <algorithm>

#include <fmt/format.h>

#include "core/history/credited_rewards.hpp"
#include "core/history/history.hpp"
#include "core/history/plausible.hpp"
#include "core/history/resolve.hpp"

namespace basis {
namespace {

/// The value with index `value` of every hour, as a column of `T`. No hour may be without values.
template <class T>
std::vector<T> column(const HourlySeries& hourly, std::size_t value) {
  std::vector<T> out;
  out.reserve(hourly.values.size());
  for (const auto& values : hourly.values) out.push_back(T::from_raw(static_cast<typename T::Rep>((*values)[value])));
  return out;
}

std::vector<std::optional<Ray>> sparse_column(const HourlySeries& hourly) {
  std::vector<std::optional<Ray>> out;
  out.reserve(hourly.values.size());
  for (const auto& values : hourly.values)
    out.push_back(values ? std::optional(Ray::from_raw((*values)[0])) : std::nullopt);
  return out;
}

BarColumn bar_column(const HourlySeries& hourly) {
  BarColumn bars;
  for (const auto& values : hourly.values) {
    const auto& [open, high, low, volume] = *values;
    const bool whole = high != kNoValue && low != kNoValue;
    bars.high.push_back(Price::from_raw_checked(whole ? high : open));
    bars.low.push_back(Price::from_raw_checked(whole ? low : open));
    bars.volume.push_back(Amount::from_raw(volume));
    if (!whole && bars.high.size() < hourly.values.size()) ++bars.without_extremes;
  }
  return bars;
}

std::vector<ReserveTotals> totals_column(const HourlySeries& hourly) {
  const auto known = [](i128 raw) { return raw == kNoValue ? std::nullopt : std::optional(Amount::from_raw(raw)); };
  std::vector<ReserveTotals> totals;
  bool any = false;
  for (const auto& values : hourly.values) {
    totals.push_back({known((*values)[2]), known((*values)[3])});
    any = any || totals.back().supplied || totals.back().variable_debt;
  }
  return any ? totals : std::vector<ReserveTotals>{};
}

void add_columns(History& history, const SeriesNeed& need, const HourlySeries& hourly) {
  switch (need.kind) {
    case SeriesKind::ohlcv_1h:
      if (is_token_ratio(need.name)) {
        history.ratios[need.name] = sparse_column(hourly);
      } else {
        history.prices[need.name] = column<Price>(hourly, 0);
        history.bars[need.name] = bar_column(hourly);
      }
      return;
    case SeriesKind::funding_8h: history.funding[need.name] = sparse_column(hourly); return;
    case SeriesKind::aave_index_1d:
      history.indices[need.name] = {column<Ray>(hourly, 0), column<Ray>(hourly, 1), totals_column(hourly)};
      return;
    case SeriesKind::rate_1h:
      if (is_market_rate(need.name))
        history.market_rates[need.name] = sparse_column(hourly);
      else
        history.rates[need.name] = column<Ray>(hourly, 0);
      return;
    case SeriesKind::gas_1h: history.gas[need.name] = {column<Amount>(hourly, 0), column<Amount>(hourly, 1)}; return;
    case SeriesKind::reward_events:
    case SeriesKind::cost_table: break;
  }
  broken_invariant("a table that is no time series has no hourly column");
}

/// Resolves one needed series. Its columns are built only when nothing is missing; missing hours are reported.
void add_series(History& history, SeriesStore& store, const SeriesNeed& need, const HourRange& range) {
  if (need.kind == SeriesKind::reward_events) {
    std::vector<RewardEvent>& credited = history.rewards[need.name];
    credited = credited_rewards(store, need, range);
    return tell_unpriced(store, need, credited);
  }
  if (need.kind == SeriesKind::cost_table || store.is_broken(need.name)) return;
  const HourlySeries hourly = resolve_hourly(store, need.name, range);
  if (hourly.missing.empty()) return add_columns(history, need, hourly);
  tell_missing(store, need.name, range, hourly);
}

void count_fills(History& history, const SeriesStore& store, const HourRange& range) {
  for (const auto& [target, rule] : store.dataset().fills) {
    const auto rows =
        std::ranges::count_if(store.filled(target), [&](const auto& row) { return range.contains(row.first); });
    if (rows > 0) history.fills_from[target + " <- " + rule.text()] = static_cast<std::size_t>(rows);
  }
}

}  // namespace

Result<History> load_history(SeriesSource& source, const std::vector<SeriesNeed>& needs, UtcTime from, UtcTime to,
                             const DataRules& rules) {
  BASIS_TRY(check_range(from, to));
  BASIS_TRY(SeriesStore store, SeriesStore::open(source, rules));
  std::vector<SeriesNeed> known;
  for (const SeriesNeed& need : needs)
    if (store.knows(need)) known.push_back(need);
  for (const SeriesNeed& need : known) store.load(need.name);

  const HourRange range{from, to};
  History history;
  for (const SeriesNeed& need : known) add_series(history, store, need, range);
  check_plausible(store, range);
  if (!store.faults().empty()) return store.faults().error();
  history.from = from;
  history.to = to;
  history.hours = range.hours();
  history.dataset = store.dataset().name;
  history.costs = store.costs();
  count_fills(history, store, range);
  history.fingerprint = store.fingerprint();
  history.remarks = store.remarks().lines();
  return history;
}

Result<History> load_history(const std::filesystem::path& folder, const std::vector<SeriesNeed>& needs, UtcTime from,
                             UtcTime to, const DataRules& rules) {
  BASIS_TRY(check_range(from, to));
  BASIS_TRY(FolderSource source, FolderSource::open(folder));
  return load_history(source, needs, from, to, rules);
}

}  // namespace basis
