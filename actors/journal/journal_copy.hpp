#pragma once

#include <filesystem>

#include "actors/journal/journal_reader.hpp"

namespace basis {

/// Makes a file of a journal, of what its node remembers and of everything before that: what the node had at the end of
/// one of its commits. How far it goes. Usage errors: the file exists, or cannot be made. Data errors: the journal
/// cannot be read, or something of it is damaged or lacks. Then nothing is left behind.
Result<JournalPosition> copy_journal(JournalReader& from, const std::filesystem::path& file);

}  // namespace basis
