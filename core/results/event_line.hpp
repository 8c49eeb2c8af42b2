#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/instruments/universe.hpp"
#include "core/results/journal.hpp"
#include "core/results/run_record.hpp"

namespace basis {

JournalNames journal_names(const Universe& universe);

/// The type of an entry in `events.jsonl`: "fill", "order_refused"; empty for one that is not shown there.
std::string_view event_type(const JournalEntry& entry);
/// The other members of its line as JSON text: `"client_id":"...","size":"1"`.
std::string event_fields(const JournalEntry& entry, const JournalNames& names);
/// The fill of a posting as the report has it; absent for other entries.
std::optional<TradeRecord> trade_of(const JournalEntry& entry, const JournalNames& names);

/// Its line, with the number of its own line and that of its cause; zero: that has none.
void append_event_line(const JournalEntry& entry, std::int64_t line, std::int64_t cause, const JournalNames& names,
                       std::string& out);

/// The lines of `events.jsonl`: entries that are shown are numbered in their order, and a cause is the number of its
/// line.
class EventLines {
 public:
  explicit EventLines(JournalNames names) : names_(std::move(names)) {}
  /// Appends the line of an entry; nothing for one that is not shown. The ids of a source follow each other: a gap is
  /// a broken invariant.
  void append(const JournalEntry& entry, std::string& out);
  [[nodiscard]] const JournalNames& names() const { return names_; }

 private:
  JournalNames names_;
  std::int64_t last_ = 0;
  std::vector<std::vector<std::int64_t>> lines_;  ///< by source and number; zero: not shown
};

}  // namespace basis
