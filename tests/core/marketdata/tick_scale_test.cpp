#include "core/marketdata/tick_scale.hpp"

#include <doctest/doctest.h>

#include <random>

#include "tests/support/numbers.hpp"

namespace basis {
namespace {

using namespace basis::test;

TEST_CASE("prices to ticks") {
  struct Row {
    const char* tick;
    const char* price;
    std::optional<std::int64_t> ticks;
  };
  const Row rows[] = {
      {"0.01", "61737.63", 6173763},
      {"0.01", "61737.635", std::nullopt},
      {"0.1", "0.1", 1},
      {"0.1", "0.05", std::nullopt},
      {"0.5", "7.5", 15},
      {"0.00000001", "0.00000001", 1},
      {"3", "9", 3},
      {"3", "10", std::nullopt},
      {"0.0025", "1.0075", 403},
      {"1", "0", std::nullopt},
      {"1", "-1", std::nullopt},
      {"0.00001", "0.01737", 1737},
  };
  for (const Row& row : rows) {
    CAPTURE(row.tick);
    CAPTURE(row.price);
    CHECK(TickScale(price(row.tick)).ticks(price(row.price)) == row.ticks);
  }
}

TEST_CASE("prices at the edge of the type") {
  constexpr auto kMost = std::numeric_limits<std::int64_t>::max();
  const TickScale finest(Price::from_raw(1));
  CHECK(finest.ticks(Price::from_raw(TickScale::kMaxTicks)) == TickScale::kMaxTicks);
  CHECK(finest.ticks(Price::from_raw(TickScale::kMaxTicks + 1)) == std::nullopt);
  CHECK(finest.ticks(Price::from_raw(kMost)) == std::nullopt);
  CHECK(finest.ticks(Price::from_raw(std::numeric_limits<std::int64_t>::min())) == std::nullopt);
  CHECK(TickScale(Price::from_raw(kMost)).ticks(Price::from_raw(kMost)) == 1);
  CHECK_THROWS_AS(TickScale{Price::from_raw(0)}, InvariantError);
  CHECK_THROWS_AS(TickScale{Price::from_raw(-1)}, InvariantError);
}

TEST_CASE("ticks are division with its remainder, for any tick and price") {
  const std::uint64_t seed = 7;
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  for (int round = 0; round < 20'000; ++round) {
    const auto tick = static_cast<std::int64_t>(random() >> (1 + random() % 62)) | (round % 2);
    if (tick == 0) continue;
    auto raw = static_cast<std::int64_t>(random() >> (1 + random() % 62));
    if (round % 3 == 0) raw -= raw % tick;
    const auto found = TickScale(Price::from_raw(tick)).ticks(Price::from_raw(raw));
    const bool whole = raw > 0 && raw % tick == 0 && raw / tick <= TickScale::kMaxTicks;
    REQUIRE(found == (whole ? std::optional(raw / tick) : std::nullopt));
    if (found) REQUIRE(TickScale(Price::from_raw(tick)).price(*found) == Price::from_raw(raw));
  }
}

}  // namespace
}  // namespace basis
