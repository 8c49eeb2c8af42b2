#include "core/base/types.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/core/base/reference.hpp"
#include "tests/support/numbers.hpp"

namespace basis {
namespace {

using namespace basis::test;

using test::cpp_int;
using test::kRoundings;
using test::kSeeds;
using test::RandomIntegers;
using test::wide;

// Two meanings never mix: these must not compile.
template <class A, class B>
concept Addable = requires(A a, B b) {
  a + b;
};
template <class A, class B>
concept Comparable = requires(A a, B b) {
  a < b;
};
static_assert(Addable<Price, Price> && Comparable<Amount, Amount>);
static_assert(!Addable<Price, Quantity> && !Addable<Quantity, Contracts> && !Addable<Amount, Ray>);
static_assert(!Comparable<Price, Quantity> && !Addable<Price, int> && !Comparable<Ratio, double>);

TEST_CASE_TEMPLATE("every type prints and parses its extremes", T, Price, Quantity, Contracts, Ratio, BasisPoints,
                   Amount, Ray) {
  using Rep = typename T::Rep;
  const i128 highest = sizeof(Rep) == sizeof(i128) ? kMaxI128 : i128{std::numeric_limits<std::int64_t>::max()};
  const i128 lowest = -highest - 1;
  for (const i128 raw : {highest, lowest, i128{0}, i128{1}, i128{-1}}) {
    const T value = T::from_raw(static_cast<Rep>(raw));
    INFO(value.to_string());
    const Result<T> back = T::parse(value.to_string());
    REQUIRE(back.has_value());
    CHECK(back.value() == value);
    CHECK(value.sign() == (raw > 0 ? 1 : raw < 0 ? -1 : 0));
    CHECK(value.is_zero() == (raw == 0));
  }
  const T largest = T::from_raw(static_cast<Rep>(highest));
  const T least = T::from_raw(static_cast<Rep>(lowest));
  const T one_unit = T::from_raw(1);
  CHECK_THROWS_AS((void)(largest + one_unit), InvariantError);
  CHECK_THROWS_AS((void)(least - one_unit), InvariantError);
  CHECK_THROWS_AS((void)(-least), InvariantError);
  CHECK_THROWS_AS((void)least.abs(), InvariantError);
  CHECK(largest.abs() == largest);
  CHECK((-largest).abs() == largest);
  CHECK(least < largest);
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  if (wide(most) * wide(T::kOne) > wide(highest))
    CHECK_THROWS_AS((void)T::from_int(most), InvariantError);
  else
    CHECK(T::from_int(most).to_string() == "9223372036854775807");
  CHECK(T::from_int(-3).to_string() == "-3");
  T sum = T::from_int(2);
  sum += T::from_int(5);
  sum -= T::from_int(1);
  CHECK(sum == T::from_int(6));
  // One unit beyond the width, told by text.
  const std::string beyond = format_decimal(static_cast<i128>(static_cast<u128>(highest)), T::kDecimals) + "9";
  CHECK_FALSE(T::parse(beyond).has_value());
}

TEST_CASE("64-bit types refuse text that only fits 128 bits") {
  CHECK(Price::parse("92233720368.54775807").has_value());
  const Result<Price> beyond = Price::parse("92233720368.54775808");
  REQUIRE_FALSE(beyond.has_value());
  CHECK(beyond.error().text() == "'92233720368.54775808' is out of range");
  CHECK(beyond.error().kind == ErrorKind::arithmetic);
  CHECK_FALSE(Price::parse("-92233720368.54775809").has_value());
  CHECK_FALSE(Price::parse_rounded("92233720368.547758075", Rounding::ceil).has_value());
  CHECK(Price::parse_rounded("92233720368.547758075", Rounding::floor).has_value());
  CHECK_FALSE(Price::parse("1.000000001").has_value());
  CHECK(Price::parse_rounded("1.000000005", Rounding::half_even).value().to_string() == "1");
  CHECK(Price::parse_rounded("1.000000015", Rounding::half_even).value().to_string() == "1.00000002");
}

TEST_CASE("products and quotients, worked by hand") {
  const Rounding exact = Rounding::floor;
  CHECK(mul(amount("1.5"), price("60000.5"), exact) == amount("90000.75"));
  CHECK(mul(amount("-0.1"), price("0.00000001"), exact) == amount("-0.000000001"));
  CHECK(mul(amount("100000"), from_text<Ratio>("0.02"), exact) == amount("2000"));
  CHECK(mul(amount("100"), from_text<Ray>("1.00521327052"), exact) == amount("100.521327052"));
  CHECK(mul(amount("10000"), from_text<BasisPoints>("7"), exact) == amount("7"));
  CHECK(mul(amount("10000"), from_text<BasisPoints>("0.5"), exact) == amount("0.5"));
  CHECK(div(amount("90000.75"), price("60000.5"), exact) == amount("1.5"));
  CHECK(div(amount("100"), from_text<Ray>("1.25"), exact) == amount("80"));
  CHECK(div(amount("90"), from_text<Ratio>("2"), exact) == amount("45"));
  CHECK(scale(amount("10"), amount("1"), amount("3"), Rounding::floor) == amount("3.333333333333333333"));
  CHECK(scale(amount("10"), amount("1"), amount("3"), Rounding::ceil) == amount("3.333333333333333334"));
  CHECK(ratio(amount("1"), amount("4")) == 0.25);
  CHECK_THROWS_AS((void)div(amount("1"), price("0"), exact), InvariantError);
  CHECK_THROWS_AS((void)scale(amount("1"), amount("1"), amount("0"), exact), InvariantError);
  CHECK_THROWS_AS((void)mul(Amount::from_raw(kMaxI128), price("2"), exact), InvariantError);
}

TEST_CASE("products and quotients agree with exact arithmetic") {
  for (const std::uint64_t seed : kSeeds) {
    INFO("seed ", seed);
    RandomIntegers random(seed);
    for (int i = 0; i < 2'000; ++i) {
      // Up to 10^20 units of 1e-18 and prices up to 2^40 units of 1e-8: nothing overflows.
      const Amount a = Amount::from_raw(random.next() >> 60);
      const Price p = Price::from_raw(static_cast<std::int64_t>(random.below(1ULL << 40)) + 1);
      const Ray r = Ray::from_raw((random.next() >> 40) | 1);
      INFO(a.to_string(), " with ", p.to_string(), " and ", r.to_string());
      const cpp_int price_one = pow(cpp_int(10), 8);
      const cpp_int ray_one = pow(cpp_int(10), 27);
      for (const Rounding rounding : kRoundings) {
        REQUIRE(wide(mul(a, p, rounding).raw()) == test::divide(wide(a.raw()) * wide(p.raw()), price_one, rounding));
        REQUIRE(wide(div(a, p, rounding).raw()) == test::divide(wide(a.raw()) * price_one, wide(p.raw()), rounding));
        REQUIRE(wide(mul(a, r, rounding).raw()) == test::divide(wide(a.raw()) * wide(r.raw()), ray_one, rounding));
      }
    }
  }
}

TEST_CASE("rounding to a step or a tick goes where it is told") {
  struct Row {
    std::string value, step, floor, ceil, toward_zero, away_from_zero, half_even;
  };
  const Row rows[] = {
      {"1.2345", "0.001", "1.234", "1.235", "1.234", "1.235", "1.234"},
      {"1.2355", "0.001", "1.235", "1.236", "1.235", "1.236", "1.236"},
      {"-1.2345", "0.001", "-1.235", "-1.234", "-1.234", "-1.235", "-1.234"},
      {"1.23", "0.01", "1.23", "1.23", "1.23", "1.23", "1.23"},
      {"7", "5", "5", "10", "5", "10", "5"},
      {"-8", "5", "-10", "-5", "-5", "-10", "-10"},
      {"0.0004", "0.001", "0", "0.001", "0", "0.001", "0"},
      {"0", "0.001", "0", "0", "0", "0", "0"},
  };
  for (const Row& row : rows) {
    INFO(row.value, " to ", row.step);
    const std::string expected[] = {row.floor, row.ceil, row.toward_zero, row.away_from_zero, row.half_even};
    for (std::size_t i = 0; i < std::size(kRoundings); ++i) {
      CHECK(round_to_step(amount(row.value), amount(row.step), kRoundings[i]).to_string() == expected[i]);
      CHECK(round_to_tick(price(row.value), price(row.step), kRoundings[i]).to_string() == expected[i]);
    }
  }
  CHECK_THROWS_AS((void)round_to_step(amount("1"), amount("0"), Rounding::floor), InvariantError);
  CHECK_THROWS_AS(
      (void)round_to_tick(Price::from_raw(std::numeric_limits<std::int64_t>::max()), price("1"), Rounding::ceil),
      InvariantError);
}

TEST_CASE("to_double is within two units of the last place") {
  CHECK(price("60000.5").to_double() == 60000.5);
  CHECK(amount("-0.25").to_double() == -0.25);
  for (const std::uint64_t seed : kSeeds) {
    INFO("seed ", seed);
    RandomIntegers random(seed);
    for (int i = 0; i < 2'000; ++i) {
      const Ray value = Ray::from_raw(random.next());
      const double nearest = std::stod(value.to_string());
      INFO(value.to_string());
      REQUIRE(std::abs(value.to_double() - nearest) <= 4.5e-16 * std::abs(nearest));
    }
  }
}

TEST_CASE("from_text stops loudly on bad text") {
  CHECK_THROWS_AS((void)from_text<Price>("1.2.3"), InvariantError);
  CHECK(from_text<Price>("1.2").raw() == 120'000'000);
}

}  // namespace
}  // namespace basis
