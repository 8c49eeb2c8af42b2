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
  /// Entries of the first decision that differs; null: that side decided nothing more.
  struct Difference {
    const JournalEntry* recorded = nullptr;
    const JournalEntry* replayed = nullptr;
  };
  std::map<std::string, std::uint64_t, std::less<>> equal;  ///< decisions that are alike, by the kind of their entry
  std::uint64_t decisions = 0;                              ///< that are alike
  std::optional<Difference> difference;
};

/// Compares the decisions of both in their order. Both outlive the result.
JournalComparison compare_decisions(const std::vector<JournalEntry>& recorded,
                                    const std::vector<JournalEntry>& replayed);

}  // namespace basis
