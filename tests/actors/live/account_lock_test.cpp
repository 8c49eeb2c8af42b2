#include "actors/live/account_lock.hpp"

#include <doctest/doctest.h>

#include <optional>

#include "tests/support/temporary_folder.hpp"

namespace basis::test {
namespace {

TEST_CASE("account lock: one node an account, until it ends") {
  const TemporaryFolder folder;
  auto first = AccountLock::take(folder.path(), "key-of-one", "binance_spot");
  REQUIRE(first.has_value());
  std::optional<AccountLock> held(std::move(first).value());
  const auto second = AccountLock::take(folder.path(), "key-of-one", "binance_spot");
  REQUIRE(!second);
  CHECK(second.error().kind == ErrorKind::usage);
  CHECK(second.error().text().starts_with("binance_spot: another node of this machine trades this account ("));
  CHECK(second.error().text().find("key-of-one") == std::string::npos);
  CHECK(AccountLock::take(folder.path(), "key-of-another", "binance_spot").has_value());
  held.reset();
  CHECK(AccountLock::take(folder.path(), "key-of-one", "binance_spot").has_value());
}

TEST_CASE("account lock: where locks are, and a folder that is none") {
  CHECK(lock_folder("/run/user/7") == "/run/user/7");
  CHECK(lock_folder("") == std::filesystem::temp_directory_path());
  const TemporaryFolder folder;
  const auto lock = AccountLock::take(folder.path() / "missing", "key", "binance_spot");
  REQUIRE(!lock);
  CHECK(lock.error().text().find("No such file or directory") != std::string::npos);
}

}  // namespace
}  // namespace basis::test
