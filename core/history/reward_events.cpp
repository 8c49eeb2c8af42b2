#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "core/history/csv_header.hpp"
#include "core/history/event_tables.hpp"
#include "core/history/field.hpp"
#include "core/history/reward_kinds.hpp"

namespace basis {
namespace {

/// Reads one row and keeps its faults with it.
class RewardRowReader {
 public:
  RewardRowReader(const CsvLine& line, const std::vector<std::size_t>& fields) : line_(line), fields_(fields) {}

  RewardRow read() {
    RewardEvent& event = row_.event;
    event.line = line_.number;
    row_.payout = time(0);
    event.payout = row_.payout.value_or(UtcTime());
    event.kind = std::string(text(3));
    event.exact = text(6) == "exact";
    row_.estimated = text(6) == "estimated";
    const RewardKind* kind = reward_kind(event.kind);
    if (kind == nullptr)
      row_.cannot_pay = fmt::format("kind is '{}', known are {}", event.kind, reward_kind_names());
    else if (text(amount_column(*kind)).empty())
      row_.cannot_pay =
          fmt::format("{} is empty, which is the amount of {}", kRewardColumns[amount_column(*kind)], kind->name);
    else
      read_rest(*kind);
    return std::move(row_);
  }

 private:
  static std::size_t amount_column(const RewardKind& kind) { return kind.weekly ? 4 : 5; }

  /// The fields of a row that can pay. The amount column of the other kinds must be empty.
  void read_rest(const RewardKind& kind) {
    RewardEvent& event = row_.event;
    const auto start = time(1);
    const auto end = time(2);
    event.period_start = start.value_or(UtcTime());
    event.period_end = end.value_or(UtcTime());
    event.eigen_per_eeth_per_week = amount(4);
    event.ethfi_per_eeth = amount(5);
    if (row_.payout && !row_.payout->is_multiple_of(kHour)) fault(0, "a time on the hour");
    if (start && end && *end < *start) fault(2, "a time not before period_start");
    if (!event.exact && !row_.estimated) fault(6, "exact or estimated");
    const std::size_t other = kind.weekly ? 5 : 4;
    if (!text(other).empty()) fault(other, fmt::format("nothing for {}", kind.name));
  }

  std::string_view text(std::size_t column) const { return line_.field[fields_[column]]; }

  std::optional<UtcTime> time(std::size_t column) {
    const Result<UtcTime> parsed = UtcTime::parse(text(column));
    if (parsed) return parsed.value();
    fault(column, "a UTC time like 2024-10-05 or 2024-10-05T00:00:00Z");
    return std::nullopt;
  }

  std::optional<Amount> amount(std::size_t column) {
    if (text(column).empty()) return std::nullopt;
    const auto units = parse_units(text(column), Amount::kDecimals);
    if (units && *units > 0) return Amount::from_raw(*units);
    fault(column, "empty or a number above zero");
    return std::nullopt;
  }

  void fault(std::size_t column, std::string_view expected) {
    row_.faults.push_back(fmt::format("{} is '{}', expected {}", kRewardColumns[column], text(column), expected));
  }

  const CsvLine& line_;
  const std::vector<std::size_t>& fields_;
  RewardRow row_;
};

}  // namespace

std::vector<RewardRow> read_reward_rows(std::string_view bytes, const std::string& file, FaultList& faults,
                                        TableCounts& counts) {
  CsvLines lines(bytes);
  const auto header = read_header(lines, {kRewardColumns}, file, faults);
  if (!header) return {};
  std::vector<RewardRow> rows;
  std::set<std::string_view> seen;
  for (CsvLine line; lines.next(line);) {
    if (!is_whole_row(line, kRewardColumns.size(), file, faults)) continue;
    if (seen.insert(line.text).second)
      rows.push_back(RewardRowReader(line, header->fields).read());
    else
      ++counts.collapsed;
  }
  std::ranges::stable_sort(rows, {}, [](const RewardRow& row) { return row.event.payout; });
  counts.rows = rows.size();
  return rows;
}

}  // namespace basis
