#include "core/portfolio/owed_capital.hpp"

#include <doctest/doctest.h>

using namespace basis;

namespace {

Amount amount(std::int64_t whole) { return Amount::from_int(whole); }

CapitalFlow withdrawal(std::optional<Amount> asked, std::size_t line = 2) {
  return {UtcTime::parse("2024-06-02").value(), false, asked, ExitSpeed::fast, line};
}

bool takes(OwedCapital& owed, std::optional<Amount> asked) {
  return owed.take(withdrawal(asked), "f.csv", "USDT").has_value();
}

}  // namespace

TEST_CASE("as much as the equity may be asked for, and not a unit more") {
  OwedCapital owed;
  owed.refresh(amount(105), amount(100), {});
  CHECK(!takes(owed, amount(105) + Amount::from_raw(1)));
  CHECK(owed.owed().is_zero());
  CHECK(takes(owed, amount(105)));
  CHECK(owed.owed() == amount(105));
  CHECK(!takes(owed, Amount::from_raw(1)));
}

TEST_CASE("the error names file, line, amount, equity and what was asked before") {
  OwedCapital owed;
  owed.refresh(amount(100), amount(100), {});
  const auto plain = owed.take(withdrawal(amount(150), 7), "f.csv", "USDT");
  REQUIRE(!plain.has_value());
  CHECK(plain.error().kind == ErrorKind::data);
  CHECK(plain.error().text() ==
        "f.csv:7: a withdrawal of 150 USDT is more than the equity of 100 USDT at 2024-06-02T00:00:00Z");
  REQUIRE(takes(owed, amount(60)));
  CHECK(owed.take(withdrawal(amount(50), 8), "f.csv", "USDT").error().text() ==
        "f.csv:8: a withdrawal of 50 USDT is more than the equity of 100 USDT at 2024-06-02T00:00:00Z, of which 60 "
        "were asked back before");
}

TEST_CASE("what is owed stays owed until it is paid") {
  OwedCapital owed;
  owed.refresh(amount(100), amount(100), {});
  REQUIRE(takes(owed, amount(60)));
  // Nothing paid yet: an hour later 40 are free.
  owed.refresh(amount(100), amount(100), {});
  CHECK(!takes(owed, amount(41)));
  // 25 of it paid.
  owed.refresh(amount(75), amount(75), {});
  CHECK(owed.owed() == amount(35));
  // The rest, while a deposit comes in.
  owed.refresh(amount(90), amount(90), amount(50));
  CHECK(owed.owed().is_zero());
  CHECK(takes(owed, amount(90)));
}

TEST_CASE("everything is what is not owed yet, and what an exit cost is owed no longer") {
  OwedCapital owed;
  owed.refresh(amount(100), amount(80), {});
  REQUIRE(takes(owed, amount(30)));
  REQUIRE(takes(owed, std::nullopt));
  CHECK(owed.owed() == amount(100));
  // The exit cost 1: 99 were paid, nothing is left, and a deposit comes in.
  owed.refresh(amount(50), amount(80) - amount(99) + amount(50), amount(50));
  CHECK(owed.owed().is_zero());
  CHECK(takes(owed, amount(50)));
}

TEST_CASE("a book under water has nothing to give") {
  OwedCapital owed;
  owed.refresh(amount(-5), amount(100), {});
  CHECK(!takes(owed, Amount::from_raw(1)));
  CHECK(takes(owed, std::nullopt));
  CHECK(owed.owed().is_zero());
}
