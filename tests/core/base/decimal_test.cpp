#include <doctest/doctest.h>

#include "core/base/fixed.hpp"
#include "tests/core/base/reference.hpp"

namespace basis {
namespace {

using test::cpp_int;
using test::kRoundings;
using test::kSeeds;
using test::RandomIntegers;
using test::wide;

constexpr int kScales[] = {0, 1, 6, 8, 12, 18, 27, 38};

/// The shortest exact text, made from the digits by hand.
std::string reference_text(const cpp_int& raw, int decimals) {
  const auto scale = static_cast<std::size_t>(decimals);
  std::string digits = cpp_int(abs(raw)).str();
  if (digits.size() <= scale) digits.insert(0, scale + 1 - digits.size(), '0');
  std::string behind = digits.substr(digits.size() - scale);
  while (!behind.empty() && behind.back() == '0') behind.pop_back();
  return (raw < 0 ? "-" : "") + digits.substr(0, digits.size() - scale) + (behind.empty() ? "" : "." + behind);
}

/// The parsed raw integer as text, or "error: " and the message.
std::string parsed(std::string_view text, int decimals) {
  const Result<i128> raw = parse_decimal(text, decimals);
  return raw ? wide(raw.value()).str() : "error: " + raw.error().text();
}

std::string parsed_rounded(std::string_view text, int decimals, Rounding rounding) {
  const Result<i128> raw = parse_decimal_rounded(text, decimals, rounding);
  return raw ? wide(raw.value()).str() : "error: " + raw.error().text();
}

TEST_CASE("format prints the shortest exact text and parse takes it back") {
  for (const std::uint64_t seed : kSeeds) {
    INFO("seed ", seed);
    RandomIntegers random(seed);
    for (int i = 0; i < 3'000; ++i) {
      const i128 raw = random.next();
      for (const int decimals : kScales) {
        INFO(wide(raw).str(), " at scale ", decimals);
        const std::string text = format_decimal(raw, decimals);
        REQUIRE(text == reference_text(wide(raw), decimals));
        REQUIRE(parsed(text, decimals) == wide(raw).str());
      }
    }
  }
}

TEST_CASE("a number may be written in many ways") {
  for (const std::uint64_t seed : kSeeds) {
    INFO("seed ", seed);
    RandomIntegers random(seed);
    for (int i = 0; i < 3'000; ++i) {
      const i128 raw = random.next();
      const int shift = static_cast<int>(random.below(80)) - 40;
      // raw * 10^-shift * 10^shift, over the exponent.
      const std::string text = reference_text(wide(raw), 12) + "000e" + std::to_string(shift);
      const cpp_int scaled =
          shift >= 0 ? cpp_int(wide(raw) * pow(cpp_int(10), static_cast<unsigned>(shift))) : wide(raw);
      const cpp_int divisor = shift >= 0 ? cpp_int(1) : pow(cpp_int(10), static_cast<unsigned>(-shift));
      INFO(text);
      const bool exact = scaled % divisor == 0;
      const cpp_int units = test::divide(scaled, divisor, Rounding::toward_zero);
      const std::string got = parsed(text, 12);
      if (!exact)
        REQUIRE(got == "error: '" + text + "' has more than 12 decimals");
      else if (!test::fits_i128(units))
        REQUIRE(got == "error: '" + text + "' is out of range");
      else
        REQUIRE(got == units.str());
    }
  }
}

TEST_CASE("rounded parsing agrees with exact division for every rounding") {
  for (const std::uint64_t seed : kSeeds) {
    INFO("seed ", seed);
    RandomIntegers random(seed);
    for (int i = 0; i < 3'000; ++i) {
      const i128 raw = random.next();
      const int excess = static_cast<int>(random.below(38));
      const std::string text = reference_text(wide(raw), 8 + excess);
      INFO(text);
      for (const Rounding rounding : kRoundings)
        REQUIRE(parsed_rounded(text, 8, rounding) ==
                test::divide(wide(raw), pow(cpp_int(10), static_cast<unsigned>(excess)), rounding).str());
    }
  }
}

TEST_CASE("ties and near ties in rounded text") {
  struct Row {
    std::string text;
    std::string floor, ceil, toward_zero, away_from_zero, half_even;
  };
  const Row rows[] = {
      {"0.5", "0", "1", "0", "1", "0"},
      {"1.5", "1", "2", "1", "2", "2"},
      {"2.5", "2", "3", "2", "3", "2"},
      {"-0.5", "-1", "0", "0", "-1", "0"},
      {"-1.5", "-2", "-1", "-1", "-2", "-2"},
      {"2.50000000000000000000000000000000000000000001", "2", "3", "2", "3", "3"},
      {"2.49999999999999999999999999999999999999999999", "2", "3", "2", "3", "2"},
      {"0.05", "0", "1", "0", "1", "0"},
      {"-0.05", "-1", "0", "0", "-1", "0"},
      {"1e-400", "0", "1", "0", "1", "0"},
      {"5e-1", "0", "1", "0", "1", "0"},
      {"3.000", "3", "3", "3", "3", "3"},
      {"-0.0", "0", "0", "0", "0", "0"},
      // The largest and the least: rounding must neither overflow nor refuse what fits.
      {"170141183460469231731687303715884105726.5", "170141183460469231731687303715884105726",
       "170141183460469231731687303715884105727", "170141183460469231731687303715884105726",
       "170141183460469231731687303715884105727", "170141183460469231731687303715884105726"},
      {"-170141183460469231731687303715884105727.5", "-170141183460469231731687303715884105728",
       "-170141183460469231731687303715884105727", "-170141183460469231731687303715884105727",
       "-170141183460469231731687303715884105728", "-170141183460469231731687303715884105728"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(parsed_rounded(row.text, 0, Rounding::floor) == row.floor);
    CHECK(parsed_rounded(row.text, 0, Rounding::ceil) == row.ceil);
    CHECK(parsed_rounded(row.text, 0, Rounding::toward_zero) == row.toward_zero);
    CHECK(parsed_rounded(row.text, 0, Rounding::away_from_zero) == row.away_from_zero);
    CHECK(parsed_rounded(row.text, 0, Rounding::half_even) == row.half_even);
  }
  const std::string beyond = "170141183460469231731687303715884105727.1";
  CHECK(parsed_rounded(beyond, 0, Rounding::floor) == "170141183460469231731687303715884105727");
  CHECK(parsed_rounded(beyond, 0, Rounding::ceil) == "error: '" + beyond + "' is out of range");
}

TEST_CASE("text that is taken, and how") {
  struct Row {
    std::string text;
    int decimals;
    std::string raw;
  };
  const Row rows[] = {
      {"0", 8, "0"},
      {"-0", 8, "0"},
      {"+1", 8, "100000000"},
      {".5", 8, "50000000"},
      {"5.", 8, "500000000"},
      {"007.50", 8, "750000000"},
      {"7.5e-05", 12, "75000000"},
      {"7.5E-05", 12, "75000000"},
      {"1e3", 0, "1000"},
      {"1e+3", 0, "1000"},
      {"1e003", 0, "1000"},
      {"12.30e1", 0, "123"},
      {"0.000000010000", 8, "1"},
      {"100000000e-8", 0, "1"},
      {"0e999", 18, "0"},
      {"0e-999", 18, "0"},
      {"0.00000000000000000000000000000000000000000000000000", 8, "0"},
      {"0000000000000000000000000000000000000000000000000001", 0, "1"},
      {"-170141183460469231731687303715884105728", 0, "-170141183460469231731687303715884105728"},
      {"170141183460469231731687303715884105727", 0, "170141183460469231731687303715884105727"},
  };
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(parsed(row.text, row.decimals) == row.raw);
  }
}

TEST_CASE("malformed text is refused, and named") {
  for (const std::string text :
       {"",      " ",     "-",     "+",   ".",   "-.",  "--1",       "+-1",   "1 ",       " 1",
        "1,5",   "1.2.3", "0x10",  "1e",  "1e+", "1e-", "e5",        "1e5.0", "1e1000",   "1e 5",
        "1e--5", "1f",    "1_000", "nan", "NaN", "inf", "-Infinity", "null",  "\xd9\xa1", "1e5e5"}) {
    INFO(text);
    CHECK(parsed(text, 8) == "error: '" + text + "' is not a decimal number");
    CHECK(parsed_rounded(text, 8, Rounding::half_even) == "error: '" + text + "' is not a decimal number");
  }
  CHECK(parsed(std::string_view("1\0", 2), 8).starts_with("error: "));
}

TEST_CASE("digits beyond the scale are an error unless they are zeros") {
  CHECK(parsed("0.000000001", 8) == "error: '0.000000001' has more than 8 decimals");
  CHECK(parsed("1.0000000000000000000000000001", 27) ==
        "error: '1.0000000000000000000000000001' has more than 27 decimals");
  CHECK(parsed("1.5", 0) == "error: '1.5' has more than 0 decimals");
  CHECK(parsed("1.50000000000000000000", 1) == "15");
}

TEST_CASE("what does not fit 128 bits is out of range") {
  for (const std::string text : {"170141183460469231731687303715884105728", "-170141183460469231731687303715884105729",
                                 "1e39", "-1e39", "1e999"}) {
    INFO(text);
    CHECK(parsed(text, 0) == "error: '" + text + "' is out of range");
  }
  CHECK(parsed("170141183460.469231731687303715884105728", 27).starts_with("error: '170141183460"));
}

TEST_CASE("append_decimal leaves what stands before") {
  std::string out = "equity=";
  append_decimal(out, -1'234'500, 4);
  append_decimal(out, 0, 4);
  CHECK(out == "equity=-123.450");
}

}  // namespace
}  // namespace basis
