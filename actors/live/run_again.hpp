#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "actors/journal/journalled_start.hpp"
#include "actors/live/session_replay.hpp"

namespace basis {

/// A recording, and the start that it is of.
struct RecordedStart {
  std::filesystem::path path;
  std::unique_ptr<SessionReplay> replay;
  const JournalledStart* start = nullptr;  ///< null: its node ended before it began
};

/// The recordings in the order of their beginnings, each with its start: a start is of the last recording that began
/// before it. `starts` outlives the result. Usage errors: a start before the last one is in no recording, a recording
/// is of another node. Data errors: those of `SessionReplay::open`.
Result<std::vector<RecordedStart>> match_recordings(const std::vector<std::filesystem::path>& paths,
                                                    const std::vector<JournalledStart>& starts);

/// The journal that the starts which were run again have written to in a folder.
std::filesystem::path journal_of_run_again(const std::filesystem::path& folder);

/// Runs one start again, behind those before it, which were run in the same folder. `parts` without what is in the
/// folder.
Result<SessionReplay::Outcome> run_again(const RecordedStart& recording, SessionReplay::Parts parts,
                                         const std::filesystem::path& folder);

}  // namespace basis
