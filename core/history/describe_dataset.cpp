#include "core/history/describe_dataset.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/history/credited_rewards.hpp"
#include "core/history/plausible.hpp"
#include "core/history/text_table.hpp"

namespace basis {
namespace {

using Cells = std::vector<std::string>;

/// Describes the series of one store, one line each.
class Describer {
 public:
  Describer(SeriesStore& store, std::optional<HourRange> range) : store_(store), range_(range) {
    lines_.push_back(
        {"series", "kind", ">rows", "first", "last", ">collapsed", ">snapped", ">missing", ">filled", "filled from"});
  }

  void add(const SeriesNeed& need) {
    store_.load(need.name);
    const std::string kind(kind_spec(need.kind).name);
    if (is_time_series(need.kind)) return add_time_series(need.name, kind);
    if (need.kind == SeriesKind::reward_events) return add_rewards(need, kind);
    const TableCounts counts = store_.counts(need.name);
    lines_.push_back({need.name, kind, std::to_string(counts.rows), "-", "-", std::to_string(counts.collapsed)});
  }

  /// Reports credited rows whose token has no price, once all series are loaded.
  void tell_unpriced_rewards() {
    for (const auto& [need, credited] : credited_) tell_unpriced(store_, need, credited);
  }

  /// The table, followed by the list of the series that begin late.
  std::string table() { return text_table(std::move(lines_)) + late_; }

 private:
  void add_rewards(const SeriesNeed& need, const std::string& kind) {
    const TableCounts counts = store_.counts(need.name);
    const auto rows = store_.rewards().find(need.name);
    const bool any = rows != store_.rewards().end() && !rows->second.empty();
    lines_.push_back({need.name, kind, std::to_string(counts.rows),
                      any ? rows->second.front().event.payout.to_string() : "-",
                      any ? rows->second.back().event.payout.to_string() : "-", std::to_string(counts.collapsed)});
    credited_.emplace_back(need, credited_rewards(store_, need, range_));
  }

  void add_time_series(const std::string& series, const std::string& kind) {
    const SeriesTable& table = store_.table(series);
    const bool any = !table.rows.empty();
    Cells cells = {series,
                   kind,
                   std::to_string(table.rows.size()),
                   any ? table.rows.front().time.to_string() : "-",
                   any ? table.rows.back().time.to_string() : "-",
                   std::to_string(table.collapsed),
                   std::to_string(table.snapped)};
    const auto range = range_ ? range_ : span_of(series);
    if (range && !store_.is_broken(series)) add_gate_cells(series, *range, cells);
    lines_.push_back(std::move(cells));
  }

  /// Adds the number of instants without a row of the series, the number of rows that its fill rule supplies, and the
  /// rule.
  void add_gate_cells(const std::string& series, const HourRange& range, Cells& cells) {
    const HourlySeries hourly = resolve_hourly(store_, series, range);
    const std::size_t lacking = instants_without_row(store_, series, range) - hourly.late;
    if (hourly.late > 0) tell_late(series, range, hourly);
    tell_missing(store_, series, range, hourly);
    const auto filled =
        std::ranges::count_if(store_.filled(series), [&](const auto& row) { return range.contains(row.first); });
    cells.push_back(std::to_string(lacking));
    cells.push_back(std::to_string(filled));
    const auto rule = store_.dataset().fills.find(series);
    cells.push_back(rule == store_.dataset().fills.end() ? "" : rule->second.text());
  }

  void tell_late(const std::string& series, const HourRange& range, const HourlySeries& hourly) {
    if (late_.empty())
      late_ = "\nBegin late, which is no fault, since they are used only when something is sold or credited:\n";
    late_ += hourly.late == range.hours()
                 ? fmt::format("  {}: not known in this range\n", series)
                 : fmt::format("  {}: known from {}\n", series, range.at(hourly.late).to_string());
  }

  /// The hours from the first to the last row of a series; without own rows, the hours common to all series that fill
  /// it.
  std::optional<HourRange> span_of(const std::string& series) const {
    const std::vector<Row>& rows = store_.table(series).rows;
    if (!rows.empty()) {
      const UtcTime first = rows.front().time + kHour - Nanos{1};
      const auto down = [](UtcTime t) { return t - Nanos{t.nanos() % kHour.count}; };
      return usable({down(first), down(rows.back().time)});
    }
    const auto rule = store_.dataset().fills.find(series);
    if (rule == store_.dataset().fills.end()) return std::nullopt;
    std::optional<HourRange> all;
    for (const std::string& source : rule->second.sources) {
      const auto span = span_of(source);
      if (!span) return std::nullopt;
      all = all ? HourRange{std::max(all->from, span->from), std::min(all->to, span->to)} : *span;
    }
    return all ? usable(*all) : all;
  }

  static std::optional<HourRange> usable(HourRange range) {
    return range.from <= range.to ? std::optional(range) : std::nullopt;
  }

  SeriesStore& store_;
  const std::optional<HourRange> range_;
  std::vector<Cells> lines_;
  std::string late_;
  std::vector<std::pair<SeriesNeed, std::vector<RewardEvent>>> credited_;
};

std::vector<SeriesNeed> every_series(const Dataset& dataset) {
  std::vector<SeriesNeed> all;
  for (const auto& [name, series] : dataset.series) all.push_back({series.kind, name});
  return all;
}

std::string heading(const std::string& place, const Dataset& dataset, const std::optional<HourRange>& range) {
  return fmt::format("Dataset '{}' in {}, {}\n\n", dataset.name, place,
                     range ? fmt::format("{} to {}", range->from.to_string(), range->to.to_string())
                           : std::string("each series from its first to its last row"));
}

std::string remarks_of(const FaultList& remarks) {
  if (remarks.empty()) return "";
  std::string out = "\nRemarks:\n";
  for (const std::string& line : remarks.lines()) out += "  " + line + "\n";
  return out;
}

std::string verdict(const FaultList& faults) {
  if (faults.empty()) return "\nNo faults: every instant has a value.\n";
  std::string out = "\nFaults:\n";
  for (const std::string& line : faults.lines()) out += "  " + line + "\n";
  return out;
}

}  // namespace

Result<DatasetReport> describe_dataset(SeriesSource& source, const std::optional<std::vector<SeriesNeed>>& needs,
                                       std::optional<UtcTime> from, std::optional<UtcTime> to, const DataRules& rules) {
  std::optional<HourRange> range;
  if (from && to) {
    BASIS_TRY(check_range(*from, *to));
    range = HourRange{*from, *to};
  }
  BASIS_TRY(SeriesStore store, SeriesStore::open(source, rules));
  Describer describer(store, range);
  for (const SeriesNeed& need : needs ? *needs : every_series(store.dataset()))
    if (store.knows(need)) describer.add(need);
  // Only a need credits rewards.
  if (needs && range) describer.tell_unpriced_rewards();
  check_plausible(store, range);
  const std::string table = describer.table();
  return DatasetReport{
      heading(source.place(), store.dataset(), range) + table + remarks_of(store.remarks()) + verdict(store.faults()),
      !store.faults().empty()};
}

Result<DatasetReport> describe_dataset(const std::filesystem::path& folder,
                                       const std::optional<std::vector<SeriesNeed>>& needs, std::optional<UtcTime> from,
                                       std::optional<UtcTime> to, const DataRules& rules) {
  if (from && to) {
    BASIS_TRY(check_range(*from, *to));
  }
  BASIS_TRY(FolderSource source, FolderSource::open(folder));
  return describe_dataset(source, needs, from, to, rules);
}

}  // namespace basis
