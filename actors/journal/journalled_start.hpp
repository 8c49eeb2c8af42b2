#pragma once

#include <vector>

#include "actors/journal/journal.hpp"
#include "actors/journal/order_log.hpp"

namespace basis {

/// One start of a node, as its journal has it.
struct JournalledStart {
  journal::BootBegan began;
  UtcTime at;
  std::vector<JournalEntry> entries;  ///< `began` is the first
  /// What had left when the start before ended, and was not journalled by it: its entries stand at the beginning of
  /// this one. `at` is that of this start.
  std::vector<IntendedOrder> found;
};

/// All starts of a journal, in their order. Data error: it has none, or an entry is damaged.
Result<std::vector<JournalledStart>> read_starts(Journal& journal);

}  // namespace basis
