#include "actors/live/account_lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/fingerprint.hpp"

namespace basis {

Result<AccountLock> AccountLock::take(const std::filesystem::path& folder, std::string_view key,
                                      const std::string& name) {
  Fingerprint print;
  print.add(key);
  const std::filesystem::path file = folder / fmt::format("basis-account-{}.lock", print.hex());
  const int opened = open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (opened < 0) return Error(ErrorKind::usage, fmt::format("{}: {}", file.string(), std::strerror(errno)));
  AccountLock lock(opened);
  if (flock(opened, LOCK_EX | LOCK_NB) == 0) return lock;
  return Error(ErrorKind::usage,
               fmt::format("{}: another node of this machine trades this account ({} is locked)", name, file.string()));
}

Result<AccountLock> AccountLock::take_wallet(const std::filesystem::path& folder, const std::string& address,
                                             std::uint64_t chain_id) {
  const std::string name = "wallet " + address;
  return take(folder, fmt::format("{}@{}", name, chain_id), name);
}

AccountLock::~AccountLock() {
  if (file_ >= 0) close(file_);
}

AccountLock::AccountLock(AccountLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

std::filesystem::path lock_folder(const std::string& runtime_dir) {
  return runtime_dir.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path(runtime_dir);
}

}  // namespace basis
