#include "actors/journal/journal_lag.hpp"

#include <doctest/doctest.h>

namespace basis::test {
namespace {

MonoTime second(std::int64_t number) { return MonoTime::from_nanos(number * kSecond.count); }
std::int64_t age(const JournalLag& lag) { return lag.age.count / kSecond.count; }

TEST_CASE("journal lag: the age of the oldest entry that is not stored") {
  JournalLagWatch watch;
  JournalLag lag = watch.look(second(1), 0, 0);
  CHECK(lag.entries == 0);
  CHECK(age(lag) == 0);
  lag = watch.look(second(10), 5, 0);
  CHECK(lag.entries == 5);
  CHECK(age(lag) == 0);
  lag = watch.look(second(20), 8, 0);
  CHECK(age(lag) == 10);
  // What is left is younger.
  lag = watch.look(second(30), 8, 5);
  CHECK(lag.entries == 3);
  CHECK(age(lag) == 10);
  lag = watch.look(second(31), 8, 7);
  CHECK(age(lag) == 11);
  lag = watch.look(second(32), 8, 8);
  CHECK(lag.entries == 0);
  CHECK(age(lag) == 0);
}

TEST_CASE("journal lag: a store that never told what it has is behind since the first entry") {
  JournalLagWatch watch;
  CHECK(age(watch.look(second(1), 0, std::nullopt)) == 0);
  watch.look(second(2), 100, std::nullopt);
  const JournalLag lag = watch.look(second(50), 200, std::nullopt);
  CHECK_FALSE(lag.entries.has_value());
  CHECK(age(lag) == 48);
  CHECK(age(watch.look(second(51), 200, 200)) == 0);
}

TEST_CASE("journal lag: a store that keeps a distance has an age that stays, and never one that is too short") {
  JournalLagWatch watch;
  for (std::int64_t now = 0; now < 50'000; ++now) {
    const JournalLag lag = watch.look(second(now), 10 * now, std::max<std::int64_t>(10 * (now - 60), 0));
    if (now > 100) {
      CHECK(age(lag) >= 59);
      CHECK(age(lag) <= 61);
    }
  }
  // Nothing is stored for a day: the watch keeps a bounded number of marks, and does not forget the oldest.
  JournalLagWatch silent;
  JournalLag lag;
  for (std::int64_t now = 0; now < 86'400; ++now) lag = silent.look(second(now), now, 0);
  CHECK(age(lag) == 86'398);
}

TEST_CASE("journal lag: limits are exceeded by one, and released at half") {
  constexpr JournalLimits kLimits{kSecond * 100, kSecond * 1'000, 10'000, 100'000};
  using enum KillState;
  const auto by_age = [&](KillState held, std::int64_t seconds) {
    return lag_level(held, {0, kSecond * seconds}, kLimits);
  };
  CHECK(by_age(active, 100) == active);
  CHECK(lag_level(active, {0, kSecond * 100 + Nanos{1}}, kLimits) == reducing);
  CHECK(by_age(reducing, 51) == reducing);
  CHECK(by_age(reducing, 50) == active);
  CHECK(by_age(active, 51) == active);
  CHECK(by_age(reducing, 1'000) == reducing);
  CHECK(by_age(reducing, 1'001) == halted);
  CHECK(by_age(active, 1'001) == halted);
  CHECK(by_age(halted, 501) == halted);
  CHECK(by_age(halted, 500) == reducing);
  CHECK(by_age(halted, 51) == reducing);
  CHECK(by_age(halted, 50) == active);
  const auto by_entries = [&](KillState held, std::int64_t entries) { return lag_level(held, {entries, {}}, kLimits); };
  CHECK(by_entries(active, 10'000) == active);
  CHECK(by_entries(active, 10'001) == reducing);
  CHECK(by_entries(reducing, 5'001) == reducing);
  CHECK(by_entries(reducing, 5'000) == active);
  CHECK(by_entries(active, 100'001) == halted);
  // Nothing is released by a store that does not tell what it has.
  for (const KillState held : {active, reducing, halted}) CHECK(lag_level(held, {}, kLimits) == held);
  CHECK(lag_level(active, {std::nullopt, kSecond * 101}, kLimits) == reducing);
  // Zero is no limit.
  constexpr std::int64_t kMuch = 1'000'000'000;
  CHECK(lag_level(active, {kMuch, kSecond * kMuch}, {}) == active);
  CHECK(lag_level(halted, {kMuch, kSecond * kMuch}, {}) == active);
}

}  // namespace
}  // namespace basis::test
