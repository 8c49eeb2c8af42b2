#pragma once

#include <string>

#include "core/base/result.hpp"
#include "tools/basis/journal_place.hpp"

namespace basis {

/// Prints a row a journal: of those below a folder, or without one of those in the database that `place` means, or
/// below the results folder. Errors: as of the lists.
Result<bool> print_journals(const std::string& folder, const JournalPlace& place);

}  // namespace basis
