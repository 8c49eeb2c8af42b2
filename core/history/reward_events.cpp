#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "core/history/csv_header.hpp"
#include "core/history/event_tables.hpp"
#include "core/history/field.hpp"
#include "core/history/reward_kinds.hpp"

namespace basis {
namespace {

/// Reads one row and reports its faults.
class RewardRow {
 public:
  RewardRow(const CsvLine& line, const std::vector<std::size_t>& fields, const std::string& file, FaultList& faults)
      : line_(line), fields_(fields), file_(file), faults_(faults) {}

  /// The event; absent after a fault.
  std::optional<RewardEvent> read() {
    RewardEvent event;
    event.payout = time(0);
    event.period_start = time(1);
    event.period_end = time(2);
    event.kind = std::string(text(3));
    event.eigen_per_eeth_per_week = amount(4);
    event.ethfi_per_eeth = amount(5);
    event.exact = text(6) == "exact";
    event.line = line_.number;
    const RewardKind* kind = reward_kind(event.kind);
    if (kind == nullptr) fault(3, "one of " + reward_kind_names());
    if (!event.exact && text(6) != "estimated") fault(6, "exact or estimated");
    if (good_ && !event.payout.is_multiple_of(kHour)) fault(0, "a time on the hour");
    if (good_ && event.period_end < event.period_start) fault(2, "a time not before period_start");
    if (good_) check_amounts(*kind, event);
    if (!good_) return std::nullopt;
    return event;
  }

 private:
  /// The amount must be in the column of the row's kind, and the other amount column must be empty. The period of a
  /// weekly kind must be one that `weeks_paid` accepts.
  void check_amounts(const RewardKind& kind, const RewardEvent& event) {
    const std::size_t amount = kind.weekly ? 4 : 5;
    const std::size_t other = kind.weekly ? 5 : 4;
    if (text(amount).empty()) fault(amount, fmt::format("an amount for {}", kind.name));
    if (!text(other).empty()) fault(other, fmt::format("nothing for {}", kind.name));
    if (kind.weekly && !weeks_paid(event.period_start, event.period_end))
      fault(2, fmt::format("the end of a week from period_start, or of the first period, {} to {}",
                           kFirstPeriodStart.date(), kFirstPeriodEnd.date()));
  }

  std::string_view text(std::size_t column) const { return line_.field[fields_[column]]; }

  UtcTime time(std::size_t column) {
    const Result<UtcTime> parsed = UtcTime::parse(text(column));
    if (parsed) return parsed.value();
    fault(column, "a UTC time like 2024-10-05 or 2024-10-05T00:00:00Z");
    return {};
  }

  std::optional<Amount> amount(std::size_t column) {
    if (text(column).empty()) return std::nullopt;
    const auto units = parse_units(text(column), Amount::kDecimals);
    if (units && *units > 0) return Amount::from_raw(*units);
    fault(column, "empty or a number above zero");
    return std::nullopt;
  }

  void fault(std::size_t column, std::string_view expected) {
    good_ = false;
    faults_.add(file_, line_.number,
                fmt::format("{} is '{}', expected {}", kRewardColumns[column], text(column), expected));
  }

  const CsvLine& line_;
  const std::vector<std::size_t>& fields_;
  const std::string& file_;
  FaultList& faults_;
  bool good_ = true;
};

}  // namespace

std::vector<RewardEvent> read_reward_events(std::string_view bytes, const std::string& file, FaultList& faults,
                                            TableCounts& counts) {
  CsvLines lines(bytes);
  const auto header = read_header(lines, {kRewardColumns}, file, faults);
  if (!header) return {};
  std::vector<RewardEvent> events;
  std::map<std::pair<UtcTime, std::string>, std::pair<std::string_view, std::size_t>> seen;
  for (CsvLine line; lines.next(line);) {
    if (!is_whole_row(line, kRewardColumns.size(), file, faults)) continue;
    auto event = RewardRow(line, header->fields, file, faults).read();
    if (!event) continue;
    const auto [first, is_new] = seen.try_emplace({event->payout, event->kind}, line.text, line.number);
    if (is_new) {
      events.push_back(std::move(*event));
    } else if (first->second.first == line.text) {
      ++counts.collapsed;
    } else {
      faults.add(file, line.number,
                 fmt::format("payout {} of {} stands in line {} too, with other values", event->payout.to_string(),
                             event->kind, first->second.second));
    }
  }
  std::ranges::stable_sort(events, {}, &RewardEvent::payout);
  counts.rows = events.size();
  return events;
}

}  // namespace basis
