#include "core/results/time_weighted_index.hpp"

#include <cmath>
#include <random>

#include <doctest/doctest.h>

#include "tests/core/results/samples.hpp"

using namespace basis;
using namespace basis::test;

TEST_CASE("without flows the index is the equity, to the last unit, whatever its sign") {
  const TimeWeightedIndex index(amount("3"));
  for (const char* equity : {"0.000000000000000001", "2.999999999999999999", "1e11", "0", "-7.1"})
    CHECK(index.at(amount(equity)) == amount(equity));
}

TEST_CASE("a flow moves the equity and not the index; growth after it counts on the new equity") {
  TimeWeightedIndex index(amount("100"));
  CHECK(index.at(amount("121")) == amount("121"));
  index.flow(amount("121"), amount("200"));
  CHECK(index.at(amount("200")) == amount("121"));
  CHECK(index.at(amount("220")) == amount("133.1"));
  index.flow(amount("220"), amount("100"));
  CHECK(index.at(amount("100")) == amount("133.1"));
  CHECK(index.at(amount("90")) == amount("119.79"));
}

TEST_CASE("while there is no equity the index stands still, then goes on from a deposit") {
  for (const char* left : {"0", "0.000000000000000001", "0.01"}) {
    INFO("left: ", left);
    TimeWeightedIndex index(amount("100"));
    index.flow(amount("110"), amount(left));
    CHECK(!index.invested());
    for (const char* equity : {"0", "0.005", "-0.01", "5"}) CHECK(index.at(amount(equity)) == amount("110"));
    // A payment out of what is left brings nothing back.
    index.flow(amount("0.005"), amount("0.004"));
    CHECK(!index.invested());
    index.flow(amount("0.004"), amount("50"));
    CHECK(index.invested());
    CHECK(index.at(amount("50")) == amount("110"));
    CHECK(index.at(amount("55")) == amount("121"));
  }
}

TEST_CASE("what little is left is little against the most that was there, and against the new capital after a pause") {
  TimeWeightedIndex parts(amount("100"));
  parts.flow(amount("100"), amount("0.011"));
  CHECK(parts.invested());
  parts.flow(amount("0.011"), amount("0.01"));
  CHECK(!parts.invested());
  // Capital of another size: a thousandth of the first, and its own measure.
  parts.flow(amount("0.01"), amount("0.1"));
  CHECK(parts.invested());
  parts.flow(amount("0.1"), amount("0.001"));
  CHECK(parts.invested());
}

TEST_CASE("an index that came to nothing stays there") {
  TimeWeightedIndex index(amount("100"));
  CHECK(index.at(amount("-5")) == amount("-5"));
  index.flow(amount("-5"), amount("95"));
  CHECK(index.at(amount("190")).is_zero());
  TimeWeightedIndex empty(amount("100"));
  empty.flow(amount("0"), amount("0"));
  CHECK(empty.at(amount("1")).is_zero());
}

TEST_CASE("the index is the product of the returns, however capital comes and goes") {
  constexpr unsigned kSeed = 11;
  INFO("seed ", kSeed);
  std::mt19937_64 random(kSeed);
  std::normal_distribution<double> normal(0, 0.01);
  std::uniform_real_distribution<double> part(-0.6, 2.0);
  const auto exact = [](double value) {
    return Amount::from_raw(static_cast<i128>(std::llround(value * 1e9)) * pow10_i128(9));
  };
  TimeWeightedIndex index(amount("1000"));
  Amount equity = amount("1000");
  double product = 1000;
  for (int step = 0; step < 2000; ++step) {
    const Amount next = exact(equity.to_double() * (1 + normal(random)));
    product *= next.to_double() / equity.to_double();
    equity = next;
    CHECK(index.at(equity).to_double() == doctest::Approx(product).epsilon(1e-9));
    if (step % 7 != 0) continue;
    // Between a thousandth and a million, where a part so small as to be none is never met.
    const double aim = std::min(std::max(equity.to_double() * (1 + part(random)), 200.0), 1e5);
    index.flow(equity, exact(aim));
    equity = exact(aim);
  }
}
