#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// What was fetched of one file.
struct FetchedFile {
  std::string source;  ///< the URL without its parameters
  std::string sha256;
  /// Of what the file is about to become; empty: nothing is under way. A fetch that was killed leaves the one or the
  /// other.
  std::string next_sha256;
  std::size_t rows = 0;
  std::optional<UtcTime> first, last;  ///< rows
  /// From when to when the venue was asked, both included: where it had no rows there are none.
  std::optional<UtcTime> from, to;
};

/// `manifest.json` of a folder that `data fetch` fills: its files, by their paths in it.
class Manifest {
 public:
  explicit Manifest(std::filesystem::path folder) : folder_(std::move(folder)) {}
  /// Reads it, and checks every file that it names. Usage error: the folder holds something and no manifest. Data
  /// errors: a manifest that cannot be read, a file that is not there, or was changed.
  Result<void> open();
  /// Writes a file and what is known of it: `now` without its hashes. A process that is killed leaves both or neither.
  Result<void> put(const std::string& path, std::string_view text, FetchedFile now);

  [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }
  /// Null: it was not fetched.
  [[nodiscard]] const FetchedFile* find(const std::string& path) const {
    const auto found = files_.find(path);
    return found == files_.end() ? nullptr : &found->second;
  }
  [[nodiscard]] const std::map<std::string, FetchedFile>& files() const { return files_; }

 private:
  Result<void> write() const;
  Result<void> check(const std::string& path, FetchedFile& file) const;
  std::filesystem::path folder_;
  std::map<std::string, FetchedFile> files_;
};

/// In hexadecimal digits, as sha256sum prints it.
std::string sha256_of(std::string_view bytes);

}  // namespace basis
