#include "actors/journal/journal_reader.hpp"

#include <fmt/format.h>

#include "core/results/journal_codec.hpp"

namespace basis {

Error JournalReader::fault(std::string_view what) const {
  return {ErrorKind::data, fmt::format("journal {}: {}", place(), what)};
}

Error JournalReader::damaged(const Error& told) const {
  return told.text().starts_with("journal ") ? told : fault("it is damaged: " + told.text());
}

Result<std::optional<StoredEntry>> JournalReader::find_last(JournalQuery query) {
  query.last = 1;
  std::optional<StoredEntry> last;
  BASIS_TRY(find(query, [&last](const StoredEntry& entry) -> Result<void> {
    last = entry;
    return ok();
  }));
  return last;
}

Result<journal::BootBegan> JournalReader::last_boot() {
  BASIS_TRY(auto boot, find_last({.kinds = {"boot_began"}}));
  if (!boot) return fault("it holds no run");
  return std::get<journal::BootBegan>(std::move(boot->entry.body));
}

std::optional<StoredEntry> stored_entry(const JournalRow& row) {
  auto body = row.whole ? decode_body(row.kind, row.bytes) : std::nullopt;
  if (!body) return std::nullopt;
  return StoredEntry{row.seq, row.event, {row.id, row.cause, row.time, std::move(*body)}};
}

std::string unreadable_entry(std::int64_t seq) { return fmt::format("it is damaged: entry {} cannot be read", seq); }

}  // namespace basis
