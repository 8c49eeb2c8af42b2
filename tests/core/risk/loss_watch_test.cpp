#include "core/risk/loss_watch.hpp"

#include <doctest/doctest.h>

#include "tests/support/numbers.hpp"

namespace basis::test {
namespace {

TEST_CASE("losses: of the day from its first profit, and under the highest profit") {
  LossWatch watch;
  const Amount equity = amount("1000");
  CHECK(watch.take(utc("2026-03-02T10:00:00Z"), equity, amount("-5")).of_day.is_zero());
  CHECK(watch.take(utc("2026-03-02T11:00:00Z"), equity, amount("20")).of_peak.is_zero());
  const Losses fallen = watch.take(utc("2026-03-02T12:00:00Z"), equity, amount("-12"));
  CHECK(fallen.of_day == amount("7"));
  CHECK(fallen.of_peak == amount("32"));
  const Losses next_day = watch.take(utc("2026-03-03T00:00:00Z"), equity, amount("-12"));
  CHECK(next_day.of_day.is_zero());
  CHECK(next_day.of_peak == amount("32"));
  CHECK(watch.take(utc("2026-03-03T00:00:01Z"), equity, amount("-13")).of_day == amount("1"));
}

TEST_CASE("losses: a limit is of what there would be without the loss, and is reached beyond it") {
  Losses losses{amount("10"), {}, amount("990")};
  CHECK(!losses.over(losses.of_day, bps("100")));
  losses.of_day = amount("10.000000000000000001");
  losses.equity = amount("989.999999999999999999");
  CHECK(losses.over(losses.of_day, bps("100")));
  CHECK(!losses.over(losses.of_peak, bps("0")));
  losses.equity = amount("-10");
  CHECK(losses.over(losses.of_day, bps("10000")));
}

TEST_CASE("losses: another start goes on with what is known") {
  LossWatch watch;
  watch.take(utc("2026-03-02T10:00:00Z"), amount("1000"), amount("50"));
  watch.take(utc("2026-03-02T11:00:00Z"), amount("1000"), amount("30"));
  LossWatch again = watch;
  const Losses losses = again.take(utc("2026-03-02T12:00:00Z"), amount("1000"), amount("25"));
  CHECK(losses.of_day == amount("25"));
  CHECK(losses.of_peak == amount("25"));
  CHECK(again.take(utc("2026-03-03T00:00:00Z"), amount("1000"), amount("20")).of_day.is_zero());
}

TEST_CASE("losses: what holds a node back is over well under its limit") {
  const Amount limit = amount("100");
  CHECK(!loss_holds(false, amount("100"), limit));
  CHECK(loss_holds(false, amount("100.000000000000000001"), limit));
  CHECK(loss_holds(true, amount("99"), limit));
  CHECK(loss_holds(true, amount("80"), limit));
  CHECK(!loss_holds(true, amount("79.999999999999999999"), limit));
  CHECK(!loss_holds(false, amount("90"), limit));
}

}  // namespace
}  // namespace basis::test
