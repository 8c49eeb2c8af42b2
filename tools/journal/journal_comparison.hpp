#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/results/journal.hpp"

namespace basis {

/// How a node decided when it was run again, against its journal.
struct JournalComparison {
  std::map<std::string, std::uint64_t> equal;  ///< decisions that are alike, by the kind of their entry
  std::uint64_t decisions = 0;                 ///< that are alike
  /// The first that differ, each with what it followed from, as lines for a person; empty: none differs.
  std::string difference;
};

/// Compares the decisions of both in their order. `names`: of the ids.
JournalComparison compare_decisions(const std::vector<JournalEntry>& recorded,
                                    const std::vector<JournalEntry>& replayed, const JournalNames& names);

}  // namespace basis
