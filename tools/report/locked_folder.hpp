#pragma once

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include "core/base/result.hpp"

namespace basis {

/// A folder that one run writes to. The lock is released when the process ends, however it ends.
class LockedFolder {
 public:
  /// Opens the folder; creates it and its parents when they do not exist. Errors (kind usage) have the path and the
  /// reason: it cannot be written, is no folder, or another run is writing to it.
  static Result<LockedFolder> open(const std::filesystem::path& path);

  LockedFolder(LockedFolder&& other) noexcept;
  LockedFolder& operator=(LockedFolder&&) = delete;
  /// Folders that were created and are empty are removed.
  ~LockedFolder();

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// A usage error that names the folder, or a file in it.
  [[nodiscard]] Error refusal(const std::string& reason) const { return refusal(path_, reason); }
  [[nodiscard]] static Error refusal(const std::filesystem::path& path, const std::string& reason);
  [[nodiscard]] static Error refusal(const std::filesystem::path& path, const std::error_code& code);

 private:
  explicit LockedFolder(std::filesystem::path path) : path_(std::move(path)) {}
  Result<void> create();
  Result<void> lock();

  std::filesystem::path path_;
  std::vector<std::filesystem::path> created_;  ///< outermost first
  int lock_ = -1;
};

}  // namespace basis
