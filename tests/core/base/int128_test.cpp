#include "core/base/int128.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "core/base/error.hpp"
#include "tests/core/base/reference.hpp"

namespace basis {
namespace {

using test::cpp_int;
using test::kRoundings;
using test::kSeeds;
using test::RandomIntegers;
using test::wide;

/// The result as text, or "overflow" where an InvariantError was thrown.
template <class F>
std::string outcome(F compute) {
  try {
    return wide(compute()).str();
  } catch (const InvariantError&) {
    return "overflow";
  }
}

std::string expected(const cpp_int& exact) { return test::fits_i128(exact) ? exact.str() : "overflow"; }

TEST_CASE("div_round agrees with exact division for every rounding") {
  for (const std::uint64_t seed : kSeeds) {
    INFO("seed ", seed);
    RandomIntegers random(seed);
    for (int i = 0; i < 4'000; ++i) {
      const i128 a = random.next();
      const i128 b = random.next_not_zero();
      INFO(wide(a).str(), " / ", wide(b).str());
      for (const Rounding rounding : kRoundings)
        REQUIRE(outcome([&] { return div_round(a, b, rounding); }) ==
                expected(test::divide(wide(a), wide(b), rounding)));
    }
  }
}

TEST_CASE("mul_div agrees with exact arithmetic for every rounding") {
  int overflows = 0;
  int beyond_128_bits = 0;
  for (const std::uint64_t seed : kSeeds) {
    INFO("seed ", seed);
    RandomIntegers random(seed);
    for (int i = 0; i < 4'000; ++i) {
      const i128 a = random.next();
      const i128 b = random.next();
      const i128 c = random.next_not_zero();
      INFO(wide(a).str(), " * ", wide(b).str(), " / ", wide(c).str());
      const cpp_int product = wide(a) * wide(b);
      beyond_128_bits += test::fits_i128(product) ? 0 : 1;
      for (const Rounding rounding : kRoundings) {
        const std::string exact = expected(test::divide(product, wide(c), rounding));
        overflows += exact == "overflow" ? 1 : 0;
        REQUIRE(outcome([&] { return mul_div(a, b, c, rounding); }) == exact);
      }
    }
  }
  // The sample reaches the roads it is meant to reach.
  CHECK(overflows > 1'000);
  CHECK(beyond_128_bits > 1'000);
}

TEST_CASE("ties are told from their neighbours") {
  struct Row {
    i128 a, b;
    std::int64_t floor, ceil, toward_zero, away_from_zero, half_even;
  };
  const Row rows[] = {
      {5, 2, 2, 3, 2, 3, 2},       {7, 2, 3, 4, 3, 4, 4},   {-5, 2, -3, -2, -2, -3, -2}, {5, -2, -3, -2, -2, -3, -2},
      {-7, 2, -4, -3, -3, -4, -4}, {-5, -2, 2, 3, 2, 3, 2}, {1, 3, 0, 1, 0, 1, 0},       {2, 3, 0, 1, 0, 1, 1},
      {-1, 3, -1, 0, 0, -1, 0},    {6, 3, 2, 2, 2, 2, 2},   {1, 2, 0, 1, 0, 1, 0},       {-1, 2, -1, 0, 0, -1, 0},
  };
  for (const Row& row : rows) {
    INFO(wide(row.a).str(), " / ", wide(row.b).str());
    CHECK(narrow_i64(div_round(row.a, row.b, Rounding::floor)) == row.floor);
    CHECK(narrow_i64(div_round(row.a, row.b, Rounding::ceil)) == row.ceil);
    CHECK(narrow_i64(div_round(row.a, row.b, Rounding::toward_zero)) == row.toward_zero);
    CHECK(narrow_i64(div_round(row.a, row.b, Rounding::away_from_zero)) == row.away_from_zero);
    CHECK(narrow_i64(div_round(row.a, row.b, Rounding::half_even)) == row.half_even);
  }
}

TEST_CASE("a tie beyond 128 bits goes to the even neighbour") {
  // 2^100 * (2^100 + 2^26) / 2^127 = 2^73 + 1/2 exactly, and 2^100 * (2^100 + 3 * 2^26) / 2^127 = 2^73 + 3/2.
  const i128 a = i128{1} << 100;
  const i128 c = -(i128{1} << 126);
  const i128 lower = -(i128{1} << 74);
  CHECK(wide(mul_div(a, a + (i128{1} << 25), c, Rounding::half_even)) == wide(lower));
  CHECK(wide(mul_div(a, a + 3 * (i128{1} << 25), c, Rounding::half_even)) == wide(lower - 2));
  CHECK(wide(mul_div(a, a + (i128{1} << 25) + 1, c, Rounding::half_even)) == wide(lower - 1));
}

TEST_CASE("the smallest root whose square is at least the value") {
  const std::pair<i128, i128> rows[] = {{0, 0}, {1, 1}, {2, 2}, {4, 2}, {5, 3}, {99, 10}, {100, 10}, {101, 11}};
  for (const auto& [value, root] : rows) CHECK(wide(sqrt_ceil(value)) == wide(root));
  const i128 large = pow10_i128(19) - 1;
  CHECK(wide(sqrt_ceil(large * large)) == wide(large));
  CHECK(wide(sqrt_ceil(large * large + 1)) == wide(large + 1));
  CHECK(wide(sqrt_ceil(large * large - 1)) == wide(large));
  const i128 most = sqrt_ceil(kMaxI128);
  CHECK((most - 1) * (most - 1) < kMaxI128);
  CHECK_THROWS_AS((void)sqrt_ceil(-1), InvariantError);
}

TEST_CASE("what does not fit, and division by zero, stop loudly") {
  CHECK_THROWS_AS((void)div_round(1, 0, Rounding::floor), InvariantError);
  CHECK_THROWS_AS((void)div_round(kMinI128, -1, Rounding::floor), InvariantError);
  CHECK_THROWS_AS((void)mul_div(1, 1, 0, Rounding::floor), InvariantError);
  CHECK_THROWS_AS((void)mul_div(kMaxI128, kMaxI128, 0, Rounding::floor), InvariantError);
  CHECK_THROWS_AS((void)mul_div(kMaxI128, 2, 1, Rounding::floor), InvariantError);
  CHECK_THROWS_AS((void)add_checked(kMaxI128, 1), InvariantError);
  CHECK_THROWS_AS((void)add_checked(kMinI128, -1), InvariantError);
  CHECK_THROWS_AS((void)sub_checked(kMinI128, 1), InvariantError);
  CHECK_THROWS_AS((void)sub_checked(0, kMinI128), InvariantError);
  CHECK(wide(add_checked(kMaxI128 - 1, 1)) == wide(kMaxI128));
  CHECK(wide(sub_checked(kMinI128 + 1, 1)) == wide(kMinI128));
  CHECK(wide(mul_div(kMinI128, kMaxI128, kMaxI128, Rounding::floor)) == wide(kMinI128));
}

TEST_CASE("quotient is division toward zero, narrow or wide") {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const i128 edges[] = {
      0, 1, -1, 999, -999, i128{kMost}, -i128{kMost} - 1, i128{kMost} + 1, -i128{kMost} - 2, kMaxI128, kMinI128};
  for (const i128 a : edges)
    for (const std::int64_t b : {std::int64_t{1}, std::int64_t{7}, std::int64_t{1'000'000'000'000}, kMost}) {
      CHECK(quotient(a, b) == a / b);
      CHECK(wide(quotient(a, b)) == wide(a) / wide(i128{b}));
    }
}

TEST_CASE("narrow_i64 takes all of 64 bits and no more") {
  const i128 highest = std::numeric_limits<std::int64_t>::max();
  const i128 lowest = std::numeric_limits<std::int64_t>::min();
  CHECK(narrow_i64(highest) == std::numeric_limits<std::int64_t>::max());
  CHECK(narrow_i64(lowest) == std::numeric_limits<std::int64_t>::min());
  CHECK_THROWS_AS((void)narrow_i64(highest + 1), InvariantError);
  CHECK_THROWS_AS((void)narrow_i64(lowest - 1), InvariantError);
}

TEST_CASE("to_decimal prints every digit") {
  CHECK(to_decimal(0) == "0");
  CHECK(to_decimal(kMaxI128) == "170141183460469231731687303715884105727");
  CHECK(to_decimal(kMinI128) == "-170141183460469231731687303715884105728");
  for (const std::uint64_t seed : kSeeds) {
    INFO("seed ", seed);
    RandomIntegers random(seed);
    for (int i = 0; i < 2'000; ++i) {
      const i128 value = random.next();
      REQUIRE(to_decimal(value) == wide(value).str());
    }
  }
}

TEST_CASE("pow10_i128 is exact up to 38") {
  cpp_int power = 1;
  for (int n = 0; n <= 38; ++n, power *= 10) CHECK(wide(pow10_i128(n)) == power);
}

}  // namespace
}  // namespace basis
