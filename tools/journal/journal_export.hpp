#pragma once

#include <cstdint>
#include <filesystem>

#include "actors/journal/journal_reader.hpp"

namespace basis {

enum class ExportFormat : std::uint8_t { jsonl, csv };

/// Writes the events of a journal into a file, whole or not at all: the lines of `events.jsonl`, or a table of them
/// whose last column has the members that no other has, as JSON. How many. Usage error: it cannot be written. Data
/// error: an entry is damaged.
Result<std::size_t> export_journal(JournalReader& journal, const std::filesystem::path& out, ExportFormat format);

/// Calls `take` with the line of `events.jsonl` of every entry that is wanted and has one.
Result<void> read_event_lines(JournalReader& journal, JournalQuery query, const JournalNames& names,
                              const std::function<Result<void>(const std::string&)>& take);

}  // namespace basis
