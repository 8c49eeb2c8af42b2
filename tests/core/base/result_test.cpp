#include "core/base/result.hpp"

#include <doctest/doctest.h>

#include <string>

namespace basis {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return Error(ErrorKind::data, std::to_string(value) + " is odd");
  return value / 2;
}

Result<int> quarter(int value) {
  BASIS_TRY(const int once, half(value));
  BASIS_TRY(const int twice, half(once));
  return twice;
}

Result<void> check(int value) {
  BASIS_TRY(quarter(value));
  return ok();
}

TEST_CASE("BASIS_TRY binds a value or hands the error on") {
  CHECK(quarter(12).value() == 3);
  REQUIRE_FALSE(quarter(10).has_value());
  CHECK(quarter(10).error().text() == "5 is odd");
  CHECK(quarter(10).error().kind == ErrorKind::data);
  CHECK(check(12).has_value());
  CHECK(check(7).error().text() == "7 is odd");
}

TEST_CASE("an error may hold a line a fault") {
  const Error error(ErrorKind::usage, std::vector<std::string>{"first", "second"});
  CHECK(error.lines.size() == 2);
  CHECK(error.text() == "first");
}

TEST_CASE("broken invariants are thrown, with their words") {
  CHECK_NOTHROW(require(true, "holds"));
  CHECK_THROWS_WITH_AS(require(false, "books balance"), "broken invariant: books balance", InvariantError);
  CHECK_THROWS_WITH_AS(broken_invariant("ledger"), "broken invariant: ledger", InvariantError);
}

}  // namespace
}  // namespace basis
