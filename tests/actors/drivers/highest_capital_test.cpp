#include "actors/drivers/highest_capital.hpp"

#include <doctest/doctest.h>

#include "tests/support/numbers.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("highest capital: to six digits, whatever was refused, and it has been tried") {
  for (const char* refused : {"20000", "1000000", "99999999999", "19091.2345"}) {
    CAPTURE(std::string(refused));
    std::size_t tries = 0;
    const auto found = highest_capital(amount(refused), [&](Amount capital) {
      ++tries;
      return capital <= amount("19091.23449");
    });
    REQUIRE(found.has_value());
    CHECK(*found == amount("19091.2"));
    CHECK(tries < 60);
  }
}

TEST_CASE("highest capital: none where nothing works, and just under what was refused where all else does") {
  CHECK_FALSE(highest_capital(amount("1000"), [](Amount) { return false; }).has_value());
  CHECK(highest_capital(amount("1000"), [](Amount capital) { return capital < amount("1000"); }) == amount("999.999"));
}
