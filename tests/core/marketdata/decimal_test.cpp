#include "core/marketdata/decimal.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

#include "core/base/fixed.hpp"
#include "core/base/types.hpp"
#include "core/marketdata/plain_level.hpp"

namespace basis {
namespace {

/// The exact reference: `parse_decimal`, and the width of 64 bits.
bool reference(const std::string& text, std::int64_t& units) {
  const auto parsed = Price::parse(text);
  if (parsed) units = parsed.value().raw();
  return static_cast<bool>(parsed);
}

/// Reads `text` in place: behind an opening quote, with bytes behind the closing
/// one that must not matter.
NumberEnd read_in_place(const std::string& text, std::int64_t& units, char behind) {
  static std::string memory;
  memory = text + '"' + std::string(80, behind);
  NumberEnd read = read_quoted_decimal8(memory.data(), units);
  CHECK(read.end == memory.data() + text.size());
  return read;
}

void check_against_reference(const std::string& text) {
  CAPTURE(text);
  std::int64_t expected = 0;
  const bool good = reference(text, expected);
  for (const char behind : {'\0', '0', '9', '.', '"'}) {
    std::int64_t units = -1;
    const NumberEnd read = read_in_place(text, units, behind);
    CHECK((read.fault == NumberFault::none) == good);
    if (good) CHECK(units == expected);
  }
}

std::string random_digits(std::mt19937_64& engine, std::size_t most) {
  std::string digits(engine() % (most + 1), '0');
  for (char& c : digits) {
    if (engine() % 3 != 0) c = static_cast<char>('0' + engine() % 10);
  }
  return digits;
}

TEST_CASE("decimals by hand") {
  struct Case {
    const char* text;
    std::int64_t units;
  };
  const Case cases[] = {
      {"0", 0},
      {"0.00000000", 0},
      {"1", 100'000'000},
      {"61837.63000000", 6'183'763'000'000},
      {"0.00000001", 1},
      {"99999999.99999999", 9'999'999'999'999'999},
      {"100000000", 10'000'000'000'000'000},
      {"92233720368.54775807", 9'223'372'036'854'775'807},
      {"5.", 500'000'000},
      {".5", 50'000'000},
      {"0.100000000000", 10'000'000},
      {"-3.25", -325'000'000},
      {"1e-8", 1},
      {"12.5E2", 125'000'000'000},
      {"000000000000000000000007", 700'000'000},
  };
  for (const Case& c : cases) {
    std::int64_t units = -1;
    CAPTURE(c.text);
    CHECK(read_in_place(c.text, units, '7').fault == NumberFault::none);
    CHECK(units == c.units);
  }
}

TEST_CASE("what is no decimal, too fine or too large is said") {
  struct Case {
    const char* text;
    NumberFault fault;
  };
  const Case cases[] = {
      {"", NumberFault::malformed},
      {".", NumberFault::malformed},
      {"-", NumberFault::malformed},
      {"1.2.3", NumberFault::malformed},
      {"12a", NumberFault::malformed},
      {"1,5", NumberFault::malformed},
      {" 1", NumberFault::malformed},
      {"0x10", NumberFault::malformed},
      {"NaN", NumberFault::malformed},
      {"1e", NumberFault::malformed},
      {"1e1234", NumberFault::malformed},
      {"0.000000001", NumberFault::too_precise},
      {"1.123456789", NumberFault::too_precise},
      {"1e-9", NumberFault::too_precise},
      {"92233720368.54775808", NumberFault::out_of_range},
      {"1e30", NumberFault::out_of_range},
      {"123456789012345678901234567890123456789012345", NumberFault::out_of_range},
  };
  for (const Case& c : cases) {
    std::int64_t units = -1;
    CAPTURE(c.text);
    CHECK(read_in_place(c.text, units, '0').fault == c.fault);
  }
}

TEST_CASE("any text of a number is read as the exact parser reads it") {
  for (const std::uint64_t seed : {1ULL, 20'240'512ULL, 0x9e3779b97f4a7c15ULL}) {
    CAPTURE(seed);
    std::mt19937_64 engine(seed);
    for (int round = 0; round < 20'000; ++round) {
      std::string text = random_digits(engine, 14);
      if (engine() % 4 != 0) text += '.' + random_digits(engine, engine() % 8 == 0 ? 24 : 9);
      if (engine() % 16 == 0) text.insert(0, engine() % 2 == 0 ? "-" : "+");
      if (engine() % 16 == 0) text += "e" + std::to_string(static_cast<int>(engine() % 30) - 15);
      check_against_reference(text);
    }
  }
}

TEST_CASE("any bytes are refused or read as the exact parser does") {
  constexpr std::string_view kAlphabet = "0123456789.-+eE x,";
  for (const std::uint64_t seed : {7ULL, 77ULL}) {
    CAPTURE(seed);
    std::mt19937_64 engine(seed);
    for (int round = 0; round < 20'000; ++round) {
      std::string text(engine() % 20, ' ');
      for (char& c : text) c = kAlphabet[engine() % kAlphabet.size()];
      check_against_reference(text);
    }
  }
}

TEST_CASE("rates are read at any scale as the exact parser reads them") {
  std::mt19937_64 engine(3);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text =
        (engine() % 2 == 0 ? "-" : "") + random_digits(engine, 16) + "." + random_digits(engine, 30);
    CAPTURE(text);
    const auto expected = parse_decimal(text, Ray::kDecimals);
    i128 units = 0;
    const bool good = read_decimal(text, Ray::kDecimals, units) == NumberFault::none;
    CHECK(good == static_cast<bool>(expected));
    if (good) CHECK(units == expected.value());
  }
}

TEST_CASE("integers end at the first byte that is no digit") {
  struct Case {
    const char* text;
    std::int64_t value;
    NumberFault fault;
  };
  const Case cases[] = {
      {"0", 0, NumberFault::none},
      {"1723161255208", 1'723'161'255'208, NumberFault::none},
      {"123456789012345", 123'456'789'012'345, NumberFault::none},
      {"1234567890123456", 1'234'567'890'123'456, NumberFault::none},
      {"9223372036854775807", 9'223'372'036'854'775'807, NumberFault::none},
      {"-1", -1, NumberFault::none},
      {"-9223372036854775808", std::numeric_limits<std::int64_t>::min(), NumberFault::none},
      {"9223372036854775808", 0, NumberFault::out_of_range},
      {"", 0, NumberFault::malformed},
      {"-", 0, NumberFault::malformed},
      {"x", 0, NumberFault::malformed},
  };
  for (const Case& c : cases) {
    CAPTURE(c.text);
    for (const char* behind : {",", "}", "\"", " ", ".5"}) {
      const std::string memory = c.text + std::string(behind) + std::string(40, '7');
      std::int64_t value = 0;
      const NumberEnd read = read_digits(memory.data(), value);
      CHECK(read.fault == c.fault);
      if (read.fault != NumberFault::none) continue;
      CHECK(value == c.value);
      CHECK(read.end == memory.data() + std::string_view(c.text).size());
    }
  }
}

#if defined(__AVX2__) && defined(__BMI2__)
/// Both ways to spread the digits of a level, against reading its numbers one by one.
template <auto kSpread>
void check_levels() {
  constexpr std::uint64_t kSeed = 90210;
  CAPTURE(kSeed);
  std::mt19937_64 engine(kSeed);
  const auto number = [&] {
    std::string text = random_digits(engine, 9);
    if (engine() % 4 != 0) text += '.' + random_digits(engine, 9);
    if (engine() % 16 == 0 && !text.empty()) text[engine() % text.size()] = "-e. ,\"x"[engine() % 7];
    return text;
  };
  const char* const between[] = {"\",\"", "\":\"", "\" \"", "\",,\"", "\","};
  std::size_t taken = 0;
  for (int round = 0; round < 200'000; ++round) {
    const std::string price = number();
    const std::string size = number();
    const std::string comma = engine() % 16 == 0 ? between[engine() % 5] : between[0];
    const std::string text = "[\"" + price + comma + size + "\"]";
    CAPTURE(text);
    const std::string memory = text + std::string(80, "\"0].,"[engine() % 5]);
    const PlainLevel level = plain_level<kSpread>(memory.data());
    if (level.price_end == nullptr) {
      // Left to the way one by one only where that is needed, or the level is long.
      std::int64_t units = 0;
      const char* const plain = plain_quoted_decimal8(memory.data() + 2, units);
      const bool two = plain != nullptr && plain[1] == ',' && plain[2] == '"';
      const char* const end = two ? plain_quoted_decimal8(plain + 3, units) : nullptr;
      REQUIRE((end == nullptr || end - memory.data() >= 32));
      continue;
    }
    std::int64_t price_units = 0;
    std::int64_t size_units = 0;
    const NumberEnd price_read = read_quoted_decimal8(memory.data() + 2, price_units);
    REQUIRE(price_read.fault == NumberFault::none);
    REQUIRE(std::string_view(price_read.end, 3) == "\",\"");
    const NumberEnd size_read = read_quoted_decimal8(price_read.end + 3, size_units);
    REQUIRE(size_read.fault == NumberFault::none);
    ++taken;
    REQUIRE(level.price_end == price_read.end);
    REQUIRE(level.size_end == size_read.end);
    REQUIRE(level.price_units == price_units);
    REQUIRE(level.size_units == size_units);
  }
  CHECK(taken > 50'000);
}

TEST_CASE("a level's two numbers at a time are what they are one by one") {
  check_levels<detail::kSpread>();
  check_levels<&detail::spread_by_shifts>();
}
#endif

}  // namespace
}  // namespace basis
