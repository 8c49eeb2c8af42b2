#include "core/base/wei.hpp"

#include <doctest/doctest.h>

#include "tests/core/base/reference.hpp"

namespace basis {
namespace {

using test::cpp_int;
using test::kSeeds;
using test::RandomIntegers;
using test::wide;

const std::string kMaxText = "115792089237316195423570985008687907853269984665640564039457584007913129639935";

std::string parsed(std::string_view text) {
  const Result<Wei> wei = Wei::parse(text);
  return wei ? wei.value().to_string() : "error: " + wei.error().text();
}

/// An amount in ledger text, or the error.
std::string ledger(const char* units, int decimals) {
  const Result<Amount> amount = Wei::parse(units).value().to_amount(decimals);
  return amount ? amount.value().to_string() : "error: " + amount.error().text();
}

std::string token(const char* amount, int decimals, const Rounding* rounding = nullptr) {
  const Result<Wei> wei = Wei::from_amount(from_text<Amount>(amount), decimals, rounding);
  return wei ? wei.value().to_string() : "error: " + wei.error().text();
}

TEST_CASE("decimal and hexadecimal text up to 2^256 - 1") {
  CHECK(parsed("0") == "0");
  CHECK(parsed("000") == "0");
  CHECK(parsed("0x0") == "0");
  CHECK(parsed("1000000000000000000") == "1000000000000000000");
  CHECK(parsed("0010") == "10");
  CHECK(parsed("0x0010") == "16");
  CHECK(parsed("0xDe0b6B3a7640000") == "1000000000000000000");
  CHECK(parsed(kMaxText) == kMaxText);
  CHECK(parsed("00" + kMaxText) == kMaxText);
  CHECK(parsed("0x" + std::string(64, 'f')) == kMaxText);
  CHECK(parsed("0x00" + std::string(64, 'F')) == kMaxText);
}

TEST_CASE("text that is no 256-bit integer is refused") {
  for (const std::string text : {"", "0x", "x1", "-1", "+1", "1.0", "1e18", " 1", "1 ", "0xg", "0X10", "12a", "0x-1"}) {
    INFO(text);
    CHECK(parsed(text) == "error: '" + text + "' is not a 256-bit integer");
  }
  std::string above = kMaxText;
  above.back() = '6';
  for (const std::string& text : {above, "1" + kMaxText, "0x1" + std::string(64, '0'), std::string(200, '9')}) {
    INFO(text);
    CHECK(parsed(text) == "error: '" + text + "' is out of range");
  }
}

TEST_CASE("text agrees with arbitrary precision") {
  for (const std::uint64_t seed : kSeeds) {
    INFO("seed ", seed);
    RandomIntegers random(seed);
    for (int i = 0; i < 1'000; ++i) {
      const cpp_int value = abs(wide(random.next())) * abs(wide(random.next()));
      std::ostringstream hex;
      hex << "0x" << std::hex << value;
      INFO(value.str());
      REQUIRE(parsed(value.str()) == value.str());
      REQUIRE(parsed(hex.str()) == value.str());
    }
  }
}

TEST_CASE("sums are checked") {
  const Wei largest = Wei::parse(kMaxText).value();
  const Wei one = Wei::parse("1").value();
  CHECK((largest - one + one) == largest);
  CHECK(one < largest);
  CHECK_THROWS_AS((void)(largest + one), std::overflow_error);
  CHECK_THROWS_AS((void)(one - largest), std::range_error);
  CHECK(Wei() == one - one);
}

TEST_CASE("ledger amounts become token units") {
  CHECK(token("1.5", 18) == "1500000000000000000");
  CHECK(token("1.5", 6) == "1500000");
  CHECK(token("1.5", 27) == "1500000000000000000000000000");
  CHECK(token("0", 6) == "0");
  CHECK(token("0.000001", 6) == "1");
  CHECK(token("0.0000015", 6) == "error: '0.0000015' has more decimals than the token");
  CHECK(token("-1", 18) == "error: '-1' is negative");
  CHECK(token("-1", 6) == "error: '-1' is negative");
  CHECK(token("7", 0) == "7");
  const Rounding down = Rounding::floor;
  const Rounding up = Rounding::ceil;
  const Rounding even = Rounding::half_even;
  CHECK(token("0.0000015", 6, &down) == "1");
  CHECK(token("0.0000015", 6, &up) == "2");
  CHECK(token("0.0000025", 6, &even) == "2");
  CHECK(Wei::from_amount(Amount::from_raw(kMaxI128), 27).value().to_string() ==
        "170141183460469231731687303715884105727000000000");
}

TEST_CASE("token units become ledger amounts") {
  CHECK(ledger("1500000000000000000", 18) == "1.5");
  CHECK(ledger("1500000", 6) == "1.5");
  CHECK(ledger("1500000000000000000000000000", 27) == "1.5");
  CHECK(ledger("1", 27) == "error: '1' is finer than the ledger");
  CHECK(ledger("1000000000", 27) == "0.000000000000000001");
  CHECK(ledger("170141183460469231731687303715884105727", 18) == "170141183460469231731.687303715884105727");
  CHECK(ledger("170141183460469231731687303715884105728", 18) ==
        "error: '170141183460469231731687303715884105728' is out of range");
  CHECK(ledger(kMaxText.c_str(), 0) == "error: '" + kMaxText + "' is out of range");
}

TEST_CASE("there and back is the same amount") {
  for (const std::uint64_t seed : kSeeds) {
    INFO("seed ", seed);
    RandomIntegers random(seed);
    for (int i = 0; i < 1'000; ++i) {
      const i128 raw = random.next();
      const Amount amount = Amount::from_raw(raw < 0 ? -(raw + 1) : raw);
      INFO(amount.to_string());
      for (const int decimals : {18, 27})
        REQUIRE(Wei::from_amount(amount, decimals).value().to_amount(decimals).value() == amount);
      const Rounding down = Rounding::toward_zero;
      const Amount coarse = Wei::from_amount(amount, 6, &down).value().to_amount(6).value();
      REQUIRE(coarse <= amount);
      REQUIRE(amount.raw() - coarse.raw() < pow10_i128(12));
      REQUIRE(Wei::from_amount(coarse, 6).value().to_amount(6).value() == coarse);
    }
  }
}

}  // namespace
}  // namespace basis
