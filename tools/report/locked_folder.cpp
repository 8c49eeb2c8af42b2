#include "tools/report/locked_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace basis {
namespace fs = std::filesystem;

Error LockedFolder::refusal(const fs::path& path, const std::string& reason) {
  return {ErrorKind::usage, "output folder " + path.string() + ": " + reason};
}

Error LockedFolder::refusal(const fs::path& path, const std::error_code& code) { return refusal(path, code.message()); }

Result<LockedFolder> LockedFolder::open(const fs::path& path) {
  // A path that ends in '/' has an empty last part, so its parent path is the folder itself.
  fs::path folder = fs::absolute(path).lexically_normal();
  if (!folder.has_filename()) folder = folder.parent_path();
  LockedFolder made(std::move(folder));
  BASIS_TRY(made.create());
  BASIS_TRY(made.lock());
  return made;
}

LockedFolder::LockedFolder(LockedFolder&& other) noexcept
    : path_(std::move(other.path_)),
      created_(std::exchange(other.created_, {})),
      lock_(std::exchange(other.lock_, -1)) {}

LockedFolder::~LockedFolder() {
  std::error_code code;
  for (auto folder = created_.rbegin(); folder != created_.rend(); ++folder) fs::remove(*folder, code);
  if (lock_ >= 0) ::close(lock_);
}

Result<void> LockedFolder::create() {
  std::vector<fs::path> missing;
  std::error_code code;
  for (fs::path at = path_; !fs::exists(at, code) && at != at.parent_path(); at = at.parent_path()) {
    if (code) return refusal(path_, code);
    missing.push_back(at);
  }
  std::reverse(missing.begin(), missing.end());
  for (const fs::path& folder : missing) {
    if (!fs::create_directory(folder, code) && code) return refusal(path_, code);
    created_.push_back(folder);
  }
  if (!fs::is_directory(path_, code)) return refusal(path_, "it is not a folder");
  return ok();
}

Result<void> LockedFolder::lock() {
  lock_ = ::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (lock_ < 0) return refusal(path_, std::error_code(errno, std::generic_category()));
  if (::flock(lock_, LOCK_EX | LOCK_NB) == 0) return ok();
  const int reason = errno;
  if (reason == EWOULDBLOCK) return refusal(path_, "another run is writing to it");
  return refusal(path_, std::error_code(reason, std::generic_category()));
}

}  // namespace basis
