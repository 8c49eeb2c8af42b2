#include "actors/live/disk_level.hpp"

#include <doctest/doctest.h>

namespace basis::test {

TEST_CASE("disk level: a node reduces, then halts, and goes on with a quarter more than that") {
  constexpr DiskLimits kBoth{1'000, 400};
  using enum KillState;
  struct Case {
    KillState held;
    std::int64_t free;
    KillState level;
  };
  for (const Case& one : {Case{active, 1'000, active}, Case{active, 999, reducing}, Case{active, 399, halted},
                          Case{reducing, 1'249, reducing}, Case{reducing, 1'250, active}, Case{reducing, 400, reducing},
                          Case{halted, 499, halted}, Case{halted, 500, reducing}, Case{halted, 1'250, active}}) {
    CAPTURE(one.free);
    CHECK(disk_level(one.held, one.free, kBoth) == one.level);
  }
  CHECK(disk_level(active, 0, {}) == active);
  CHECK(disk_level(halted, 10, {50, 0}) == reducing);
}

}  // namespace basis::test
