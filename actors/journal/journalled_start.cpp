#include "actors/journal/journalled_start.hpp"

#include <fmt/format.h>

namespace basis {

Result<std::vector<JournalledStart>> read_starts(Journal& journal) {
  std::vector<JournalledStart> starts;
  bool beginning = false;  // only what was found, and what persons were to hear of before, has been read of a start
  BASIS_TRY(journal.read([&](JournalEntry entry) -> Result<void> {
    if (const auto* began = entry.as<journal::BootBegan>()) {
      beginning = !starts.empty();
      starts.push_back({*began, entry.time, {}, {}});
    } else if (starts.empty()) {
      return Error(ErrorKind::data, fmt::format("journal {}: it does not begin with a start", journal.path().string()));
    } else if (const auto* sent = entry.as<journal::CommandSent>(); sent != nullptr && beginning) {
      starts.back().found.push_back({sent->command, sent->pair, sent->mid, starts.back().at, sent->deadline});
    } else {
      beginning = beginning && entry.as<journal::PersonAlerted>() != nullptr;
    }
    starts.back().entries.push_back(std::move(entry));
    return ok();
  }));
  if (starts.empty())
    return Error(ErrorKind::data, fmt::format("journal {}: no node has begun in it", journal.path().string()));
  return starts;
}

}  // namespace basis
