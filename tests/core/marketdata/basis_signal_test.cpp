#include "core/marketdata/basis_signal.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "tests/core/marketdata/pricing_support.hpp"

namespace basis {
namespace {

using namespace test;

constexpr SignalThresholds kThresholds{1000, 5, 200, kMinute};

BasisQuote quote(double carry, double entry_basis) {
  BasisQuote quote;
  quote.carry_annual_bps = carry;
  quote.entry_basis_bps = entry_basis;
  return quote;
}

TEST_CASE("entering: at both thresholds yes, under either no") {
  const auto first = [](double carry, double entry_basis) {
    return EntrySignal(kThresholds, 1).update(0, quote(carry, entry_basis), at(kSecond));
  };
  CHECK(first(1000, 5) == SignalKind::enter);
  CHECK(first(999.999, 5) == SignalKind::none);
  CHECK(first(1000, 4.999) == SignalKind::none);
  CHECK(first(std::nan(""), 5) == SignalKind::none);
  CHECK(first(1000, std::nan("")) == SignalKind::none);
}

TEST_CASE("leaving: at the threshold yes, over it no, whatever the basis") {
  const auto then = [](double carry) {
    EntrySignal signal(kThresholds, 1);
    signal.set_entered(0, true);
    return signal.update(0, quote(carry, -99), at(kSecond));
  };
  CHECK(then(200) == SignalKind::leave);
  CHECK(then(200.001) == SignalKind::none);
  CHECK(then(std::nan("")) == SignalKind::none);
}

TEST_CASE("a signal is given once, and the latch is the pair's own") {
  EntrySignal signal(kThresholds, 2);
  CHECK(signal.update(0, quote(1500, 9), at(kSecond)) == SignalKind::enter);
  CHECK(signal.entered(0));
  CHECK(!signal.entered(1));
  CHECK(signal.update(0, quote(1500, 9), at(kHour)) == SignalKind::none);
  CHECK(signal.update(0, quote(500, 9), at(kHour)) == SignalKind::none);  // between the two
  CHECK(signal.update(1, quote(100, 9), at(kHour)) == SignalKind::none);  // out already
  CHECK(signal.update(0, quote(100, 9), at(kHour)) == SignalKind::leave);
  CHECK(!signal.entered(0));
  CHECK(signal.update(0, quote(100, 9), at(kHour * 2)) == SignalKind::none);
}

TEST_CASE("cool-down: a nanosecond early is none, at its end the signal comes") {
  EntrySignal signal(kThresholds, 1);
  CHECK(signal.update(0, quote(1000, 5), at(kSecond)) == SignalKind::enter);
  CHECK(signal.update(0, quote(0, 5), at(kSecond + kMinute - Nanos{1})) == SignalKind::none);
  CHECK(signal.entered(0));
  CHECK(signal.update(0, quote(0, 5), at(kSecond + kMinute)) == SignalKind::leave);
  signal.set_entered(0, true);  // the cool-down goes on
  CHECK(signal.update(0, quote(0, 5), at(kSecond + kMinute * 2 - Nanos{1})) == SignalKind::none);
}

TEST_CASE("no quote or no carry: no signal, in or out") {
  for (const bool entered : {false, true}) {
    EntrySignal signal(kThresholds, 1);
    signal.set_entered(0, entered);
    CHECK(signal.update(0, std::nullopt, at(kSecond)) == SignalKind::none);
    CHECK(signal.update(0, BasisQuote{}, at(kSecond)) == SignalKind::none);
    CHECK(signal.entered(0) == entered);
  }
}

TEST_CASE("thresholds without room between them, and pairs that are not there, stop") {
  CHECK_THROWS_AS(EntrySignal({100, 0, 100, Nanos{}}, 1), InvariantError);
  CHECK_THROWS_AS(EntrySignal({100, 0, 0, Nanos{-1}}, 1), InvariantError);
  EntrySignal signal(kThresholds, 1);
  CHECK_THROWS_AS((void)signal.update(1, std::nullopt, at(kSecond)), InvariantError);
  CHECK_THROWS_AS(signal.set_entered(1, true), InvariantError);
  CHECK_THROWS_AS((void)signal.entered(1), InvariantError);
}

}  // namespace
}  // namespace basis
