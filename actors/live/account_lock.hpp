#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace basis {

/// Keeps other nodes of this machine away from an account. The system releases it when the process ends.
class AccountLock {
 public:
  /// Locks the account of `key` in `folder`, for `name` ("binance_usdm"). The file's name tells a fingerprint of the
  /// key, not the key. Usage errors: another process has it, or the folder cannot be written.
  static Result<AccountLock> take(const std::filesystem::path& folder, std::string_view key, const std::string& name);
  /// The same of a wallet on a chain.
  static Result<AccountLock> take_wallet(const std::filesystem::path& folder, const std::string& address,
                                         std::uint64_t chain_id);
  ~AccountLock();
  AccountLock(AccountLock&& other) noexcept;
  AccountLock& operator=(AccountLock&&) = delete;

 private:
  explicit AccountLock(int file) : file_(file) {}
  int file_;
};

/// Where locks of this machine are: XDG_RUNTIME_DIR, or else the folder of temporary files.
std::filesystem::path lock_folder(const std::string& runtime_dir);

}  // namespace basis
