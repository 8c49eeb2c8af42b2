#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/result.hpp"
#include "core/config/database_url.hpp"

namespace basis {

/// Result of an import.
struct ImportReport {
  std::string dataset;
  std::size_t files = 0;    ///< of the dataset
  std::size_t written = 0;  ///< new or changed
  std::size_t removed = 0;  ///< removed, because the dataset does not list them
  bool finished = false;    ///< false when it was stopped by the progress function
};

/// Called with the bytes done and the total; returning false stops the import before its next file.
using ImportProgress = std::function<bool(std::size_t done, std::size_t total)>;

/// Imports a data folder into a database: every file listed in `dataset.yaml`, row by row, into the
/// tables of schema.hpp, which are created if missing. A file whose rows are already there (checked
/// row by row) is not written, so that a second import of a folder writes nothing. The rows of a
/// changed file are replaced; a file that is not listed is removed. Every file is one transaction:
/// an import that is killed leaves each file complete, old or new, and the dataset is marked as
/// incomplete until an import finishes.
///
/// Errors: all faults of the folder at once, before the database is changed (data); an error of the
/// database (data), or its malformed address (usage).
Result<ImportReport> import_dataset(const std::filesystem::path& folder, const DatabaseUrl& url,
                                    const ImportProgress& progress);

}  // namespace basis
