#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "core/base/result.hpp"
#include "core/config/database_url.hpp"

namespace basis {

/// What an import did.
struct ImportReport {
  std::string dataset;
  std::size_t files = 0;    ///< of the dataset
  std::size_t written = 0;  ///< new or changed
  std::size_t removed = 0;  ///< no longer in the dataset
  bool finished = false;    ///< false after it was asked to stop
};

/// Hears how many of how many bytes are done; false stops the import before its next file.
using ImportProgress = std::function<bool(std::size_t done, std::size_t total)>;

/// Brings a database to hold a data folder: every file that `dataset.yaml`
/// lists, row by row, in the tables of schema.hpp, which it makes. A file whose
/// rows are there already, checked row by row, is left alone, so that the
/// second import of a folder writes nothing; a changed one replaces its rows;
/// one that is no longer listed goes. Every file is one transaction: an import
/// that is killed leaves each whole, old or new, and a dataset that says it is
/// half imported until an import finishes.
/// Errors: every fault of the folder at once, before the database is touched
/// (data); what the database says (data), or its malformed address (usage).
Result<ImportReport> import_dataset(const std::filesystem::path& folder, const DatabaseUrl& url,
                                    const ImportProgress& progress);

}  // namespace basis
