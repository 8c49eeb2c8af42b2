#include "core/history/resolve.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/history/funding_schedule.hpp"
#include "core/history/interpolate.hpp"

namespace basis {
namespace {

std::int64_t floor_to(std::int64_t nanos, Nanos step) {
  const std::int64_t rest = nanos % step.count;
  return nanos - (rest < 0 ? rest + step.count : rest);
}

/// The first and the last regular instant at which a row is expected.
struct Grid {
  UtcTime first;
  UtcTime last;
};

Grid grid_of(const KindSpec& kind, const HourRange& range) {
  const auto down = [&](UtcTime t) { return UtcTime::from_nanos(floor_to(t.nanos(), kind.step)); };
  const auto up = [&](UtcTime t) { return down(t + kind.step - Nanos{1}); };
  switch (kind.sampling) {
    case Sampling::exact: return {up(range.from), down(range.to)};
    case Sampling::last_known: return {down(range.from) - kind.step, down(range.to)};
    case Sampling::interpolated: return {down(range.from) - kind.step, up(range.to) + kind.step};
    case Sampling::on_schedule:
    case Sampling::none: break;
  }
  broken_invariant("a series without regular instants has no grid");
}

/// How far the timestamp of a row may be from a regular instant for the row to belong to that instant.
Nanos slack_of(const KindSpec& kind) { return kind.stamps == StampRule::as_it_is ? kStampTolerance : Nanos{}; }

/// The values at `time`; `later` is the first row after `time`. Absent when the rows give none.
std::optional<Values> value_at(const KindSpec& kind, const std::vector<Row>& rows,
                               std::vector<Row>::const_iterator later, UtcTime time) {
  if (later == rows.begin()) return std::nullopt;
  const Row& before = *std::prev(later);
  if (before.time == time) return before.values;
  if (kind.sampling == Sampling::last_known) {
    if (time - before.time > kind.step) return std::nullopt;
    return before.values;
  }
  if (kind.sampling != Sampling::interpolated || later == rows.end()) return std::nullopt;
  const Nanos whole = later->time - before.time;
  if (whole > kind.step + slack_of(kind)) return std::nullopt;
  Values values = before.values;
  for (std::size_t i = 0; i < 2; ++i)
    values[i] = interpolate(before.values[i], later->values[i], time - before.time, whole);
  return values;
}

/// The rate of every hour at which one is settled: from the file, or in its holes from the fill rule.
HourlySeries resolve_funding(SeriesStore& store, const std::string& series, const HourRange& range) {
  HourlySeries hourly;
  hourly.values.resize(range.hours());
  const auto hour_of = [&](UtcTime time) { return static_cast<std::size_t>((time - range.from).count / kHour.count); };
  const std::vector<Row>& own = store.table(series).rows;
  for (auto row = std::ranges::lower_bound(own, range.from, {}, &Row::time); row != own.end(); ++row) {
    if (!range.contains(row->time)) break;
    hourly.values[hour_of(row->time)] = row->values;
  }
  for (const UtcTime hole : funding_holes(store, series, range)) {
    const std::size_t hour = hour_of(hole);
    if (const auto supplied = store.row_at(series, hole))
      hourly.values[hour] = supplied->values;
    else
      hourly.missing.push_back(hour);
  }
  return hourly;
}

}  // namespace

Result<void> check_range(UtcTime from, UtcTime to) {
  for (const auto& [name, time] : {std::pair{"from", from}, std::pair{"to", to}})
    if (!time.is_multiple_of(kHour))
      return Error(ErrorKind::usage,
                   fmt::format("{}: '{}' is not on the hour; history is hourly", name, time.to_string()));
  if (from < to) return ok();
  return Error(ErrorKind::usage, fmt::format("to: '{}' must be after from, '{}'", to.to_string(), from.to_string()));
}

std::vector<Row> resolved_rows(SeriesStore& store, const std::string& series, const HourRange& range) {
  const KindSpec kind = store.spec(series);
  const std::vector<Row>& own = store.table(series).rows;
  const Nanos slack = slack_of(kind);
  const UtcTime last = range.to + kind.step + slack;
  auto row = std::ranges::lower_bound(own, range.from - kind.step - slack, {}, &Row::time);
  std::vector<Row> rows;
  rows.reserve(range.hours() + 4);
  const Grid grid = grid_of(kind, range);
  for (UtcTime time = grid.first; time <= grid.last; time = time + kind.step) {
    for (; row != own.end() && row->time < time - slack; ++row) rows.push_back(*row);
    if (row != own.end() && row->time <= time + slack) continue;
    if (const auto supplied = store.row_at(series, time)) rows.push_back(*supplied);
  }
  for (; row != own.end() && row->time <= last; ++row) rows.push_back(*row);
  return rows;
}

HourlySeries sample_hourly(const KindSpec& kind, const std::vector<Row>& rows, const HourRange& range) {
  HourlySeries hourly;
  hourly.values.reserve(range.hours());
  auto later = rows.begin();
  for (std::size_t hour = 0; hour < range.hours(); ++hour) {
    const UtcTime time = range.at(hour);
    while (later != rows.end() && later->time <= time) ++later;
    hourly.values.push_back(value_at(kind, rows, later, time));
    if (!hourly.values.back()) hourly.missing.push_back(hour);
  }
  return hourly;
}

std::size_t instants_without_row(const SeriesStore& store, const std::string& series, const HourRange& range) {
  const KindSpec kind = store.spec(series);
  if (kind.sampling == Sampling::on_schedule) return funding_holes(store, series, range).size();
  return sample_hourly(kind, store.table(series).rows, range).missing.size();
}

HourlySeries resolve_hourly(SeriesStore& store, const std::string& series, const HourRange& range) {
  const KindSpec kind = store.spec(series);
  if (kind.sampling == Sampling::on_schedule) return resolve_funding(store, series, range);
  HourlySeries hourly = sample_hourly(kind, resolved_rows(store, series, range), range);
  if (!kind.may_begin_late) return hourly;
  const auto begins = store.begins(series);
  if (!begins) return hourly;
  const auto known = std::ranges::find_if(hourly.missing, [&](std::size_t hour) { return range.at(hour) >= *begins; });
  hourly.late = static_cast<std::size_t>(known - hourly.missing.begin());
  hourly.missing.erase(hourly.missing.begin(), known);
  return hourly;
}

}  // namespace basis
