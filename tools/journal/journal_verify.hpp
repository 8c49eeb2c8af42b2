#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "actors/journal/journal_reader.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// What a verification has come to.
struct JournalVerdict {
  std::int64_t entries = 0;
  std::int64_t faults = 0;
  std::string behind;        ///< what the node remembers is not of its last entry, and was not compared; empty: it was
  std::string not_replayed;  ///< why; empty: it was
};

/// Reads everything of a journal and tells each fault in one line: the structure of its file, entries that are not what
/// was written, ids with gaps, causes that are not before their effects, balances that are not the sums of the
/// postings, memory that lacks or is damaged, and a state of the node that does not follow from its entries. `universe`
/// of its run; null, with `why_none`: it is not replayed. Data error: the file cannot be read at all.
Result<JournalVerdict> verify_journal(JournalReader& journal, const Universe* universe, std::string why_none,
                                      const std::function<void(const std::string&)>& tell);

}  // namespace basis
