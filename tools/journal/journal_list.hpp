#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "actors/journal/journal_reader.hpp"

namespace basis {

/// A journal below a folder.
struct ListedJournal {
  std::filesystem::path file;
  std::uintmax_t bytes = 0;
  JournalFigures figures{};
  std::string fault{};  ///< why it cannot be read; then the figures are empty
};

/// All journals below a folder, by their paths. Other files, databases of others too, are passed over. Usage error: no
/// such folder.
Result<std::vector<ListedJournal>> list_journals(const std::filesystem::path& folder);

}  // namespace basis
