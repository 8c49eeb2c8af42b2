#include "core/history/field.hpp"

#include <doctest/doctest.h>

#include <random>

using namespace basis;

namespace {

/// What the number library says, which is the meaning of a field.
std::optional<i128> reference(const std::string& text, int decimals) {
  const auto value = parse_decimal_rounded(text, decimals, Rounding::half_even);
  return value ? std::optional(value.value()) : std::nullopt;
}

std::string random_number(std::mt19937_64& bits) {
  const std::string alphabet = "0123456789012345678900005555....-+eE";
  std::string text = bits() % 3 == 0 ? "-" : "";
  const std::size_t length = 1 + bits() % 26;
  for (std::size_t i = 0; i < length; ++i) text += alphabet[bits() % (bits() % 4 == 0 ? alphabet.size() : 31)];
  if (bits() % 4 == 0) text += "e-0" + std::to_string(bits() % 30);
  return text;
}

}  // namespace

TEST_CASE("a field means what the number library says, digit for digit") {
  const std::uint64_t seed = 20240601;
  INFO("seed ", seed);
  std::mt19937_64 bits(seed);
  int numbers = 0;
  for (int i = 0; i < 200'000; ++i) {
    const std::string text = random_number(bits);
    for (const int decimals : {8, 9, 18, 27}) {
      const auto expected = reference(text, decimals);
      const auto got = parse_units(text, decimals);
      if (expected != got) FAIL("'" << text << "' at " << decimals << " decimals");
      numbers += expected.has_value() ? 1 : 0;
    }
  }
  CHECK(numbers > 100'000);
}

TEST_CASE("excess digits are rounded half to even") {
  CHECK(parse_units("0.000000005", 8) == i128{0});
  CHECK(parse_units("0.000000015", 8) == i128{2});
  CHECK(parse_units("-0.000000025", 8) == i128{-2});
  CHECK(parse_units("0.0000000250000000000000000000001", 8) == i128{3});
}

TEST_CASE("what is no finite decimal number is told apart") {
  for (const char* text :
       {"", "-", ".", "nan", "NaN", "inf", "-inf", "1,5", "1 ", " 1", "0x10", "1e", "1e+", "--1", "1.2.3", "1e1234"})
    CHECK_MESSAGE(!decimal_sign(text), text);
  CHECK(decimal_sign("-0.000") == 0);
  CHECK(decimal_sign("-1e-30") == -1);
  CHECK(decimal_sign("123456789012345678901234567890") == 1);
  CHECK_FALSE(decimal_sign(std::string(1000, '1')));
}

TEST_CASE("the stamp reader agrees with the time library, whatever came before") {
  const std::uint64_t seed = 7;
  INFO("seed ", seed);
  std::mt19937_64 bits(seed);
  StampReader reader;
  for (int i = 0; i < 50'000; ++i) {
    std::string text = "2024-0" + std::to_string(1 + bits() % 3) + "-" + std::to_string(10 + bits() % 3) + "T" +
                       std::to_string(10 + bits() % 16) + ":00:00Z";
    if (bits() % 8 == 0) text[bits() % text.size()] = "0129-:TZ.x"[bits() % 10];
    if (bits() % 16 == 0) text = text.substr(0, 10);
    const auto expected = UtcTime::parse(text);
    const auto got = reader.read(text);
    if (got.has_value() != expected.has_value() || (got && *got != expected.value())) FAIL(text);
  }
}
