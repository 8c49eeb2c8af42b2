#include "actors/live/run_again.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace basis {
namespace {

Result<void> check_node(const RecordedStart& recording, const journal::BootBegan& held) {
  const node_input::Began& began = recording.replay->began();
  if (began.mode == held.mode && began.node_id == held.node_id) return ok();
  return Error(ErrorKind::usage,
               fmt::format("{}: it is of node {} in mode {}, the journal of node {} in mode {}",
                           recording.path.string(), began.node_id, began.mode, held.node_id, held.mode));
}

}  // namespace

Result<std::vector<RecordedStart>> match_recordings(const std::vector<std::filesystem::path>& paths,
                                                    const std::vector<JournalledStart>& starts) {
  std::vector<RecordedStart> recordings;
  for (const std::filesystem::path& path : paths) {
    BASIS_TRY(auto replay, SessionReplay::open(path));
    recordings.push_back({path, std::move(replay), nullptr});
    BASIS_TRY(check_node(recordings.back(), starts.front().began));
  }
  std::ranges::stable_sort(recordings, {}, [](const RecordedStart& one) { return one.replay->began_at(); });
  for (std::size_t i = 0; i < starts.size(); ++i) {
    const auto after = std::ranges::find_if(
        recordings, [&](const RecordedStart& one) { return one.replay->began_at() > starts[i].at; });
    const bool behind = after == recordings.end() && i > 0;
    if (after == recordings.begin() || std::prev(after)->start != nullptr) {
      // The starts behind the last recording are not asked for.
      if (behind) break;
      return Error(ErrorKind::usage,
                   fmt::format("start {} of the journal, at {}, is in no recording that was given: those of all starts "
                               "up to the last one are needed",
                               i + 1, starts[i].at.to_string()));
    }
    std::prev(after)->start = &starts[i];
  }
  return recordings;
}

std::filesystem::path journal_of_run_again(const std::filesystem::path& folder) { return folder / "journal.db"; }

Result<SessionReplay::Outcome> run_again(const RecordedStart& recording, SessionReplay::Parts parts,
                                         const std::filesystem::path& folder) {
  const std::filesystem::path file = journal_of_run_again(folder);
  const std::filesystem::path log = folder / "orders.log";
  std::error_code code;
  const bool goes_on = std::filesystem::exists(file, code);
  std::filesystem::remove(log, code);
  BASIS_TRY(const auto journal, goes_on ? Journal::open(file) : Journal::create(file));
  BASIS_TRY(const auto orders, OrderLog::open(log));
  parts.journal = journal.get();
  parts.orders = orders.get();
  parts.most_entries = 0;
  if (recording.start != nullptr) {
    parts.most_entries = recording.start->entries.size();
    for (const IntendedOrder& order : recording.start->found) orders->write(order);
  }
  return recording.replay->run(parts);
}

}  // namespace basis
