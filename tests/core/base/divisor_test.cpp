#include "core/base/divisor.hpp"

#include <doctest/doctest.h>

#include <random>

namespace basis {
namespace {

constexpr std::int64_t kLargest = std::numeric_limits<std::int64_t>::max();

TEST_CASE("multiples are what division leaves nothing of") {
  for (std::int64_t divisor = 1; divisor < 200; ++divisor) {
    const Divisor by(divisor);
    for (std::int64_t number = 0; number < 1'000; ++number) CHECK(by.divides(number) == (number % divisor == 0));
    for (std::int64_t number = kLargest - 300; number < kLargest; ++number)
      CHECK(by.divides(number) == (number % divisor == 0));
  }
}

TEST_CASE("multiples of any number") {
  constexpr std::uint64_t kSeed = 7'341;
  CAPTURE(kSeed);
  std::mt19937_64 engine(kSeed);
  for (int round = 0; round < 100'000; ++round) {
    const auto divisor = static_cast<std::int64_t>(engine() >> (1 + engine() % 62)) | 1;
    const std::int64_t scaled = divisor <= kLargest >> 20 ? divisor << engine() % 20 : divisor;
    const Divisor by(scaled);
    const std::int64_t times = static_cast<std::int64_t>(engine() >> 1) % (kLargest / scaled) + 1;
    const std::int64_t multiple = scaled * (times - 1);
    CAPTURE(scaled);
    CAPTURE(multiple);
    REQUIRE(by.divides(multiple));
    REQUIRE(by.divides(multiple + 1) == (scaled == 1));
    REQUIRE(by.divides(multiple + scaled - 1) == (scaled == 1));
    const auto any = static_cast<std::int64_t>(engine() >> 1);
    REQUIRE(by.divides(any) == (any % scaled == 0));
  }
}

TEST_CASE("nothing is divided by zero or less") {
  CHECK_THROWS(Divisor(0));
  CHECK_THROWS(Divisor(-5));
}

}  // namespace
}  // namespace basis
