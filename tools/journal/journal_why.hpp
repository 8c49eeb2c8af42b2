#pragma once

#include <string>

#include "actors/journal/journal_reader.hpp"
#include "core/config/settings.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// The entry that a person means: "1234" by its number, "line:57" by its line of `events.jsonl`, or the id of an order
/// by its fills, or where there is none by what became of it. Usage error: there is none. Data error: an entry is
/// damaged.
Result<StoredEntry> find_journal_event(JournalReader& journal, const std::string& event);

/// What a story is told with besides the journal. Null: what it would tell is left out.
struct StoryWorld {
  const Universe* universe = nullptr;
  const Settings* settings = nullptr;
};

/// Why something happened: the chain of what led to an entry as an indented tree, down to decisions with what they were
/// made on, and to what venues, timers and people told. Data error: an entry is damaged.
Result<std::string> tell_why(JournalReader& journal, const StoredEntry& asked, const JournalNames& names,
                             const StoryWorld& world);

}  // namespace basis
