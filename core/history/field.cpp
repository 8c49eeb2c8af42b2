#include "core/history/field.hpp"

#include <cstdint>
#include <cstring>

namespace basis {
namespace {

/// A mantissa that would get another digit at or above this limit takes the slow path. One more digit on a smaller
/// mantissa still fits 63 bits.
constexpr std::uint64_t kMantissaLimit = 100'000'000'000'000'000;

/// Longer numbers are rejected: real data has none, and the cost of the slow path grows with the square of the length.
constexpr std::size_t kLongestNumber = 100;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A parsed decimal literal: (-1)^negative * mantissa * 10^-scale. `exact` is false
/// when the literal has more digits than the mantissa keeps. `nonzero` covers all digits.
struct Literal {
  bool negative = false;
  bool exact = true;
  bool nonzero = false;
  std::uint64_t mantissa = 0;
  int scale = 0;
};

/// Reads the exponent after the 'e', such as `-05`; at most three digits, like `parse_decimal`.
bool read_exponent(std::string_view text, int& exponent) {
  bool negative = false;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    negative = text[0] == '-';
    text.remove_prefix(1);
  }
  if (text.empty() || text.size() > 3) return false;
  int value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    value = value * 10 + (c - '0');
  }
  exponent = negative ? -value : value;
  return true;
}

void take_digit(Literal& literal, char c) {
  literal.nonzero |= c != '0';
  literal.exact &= literal.mantissa < kMantissaLimit;
  if (literal.exact) literal.mantissa = literal.mantissa * 10 + static_cast<std::uint64_t>(c - '0');
}

bool read_literal(std::string_view text, Literal& literal) {
  if (text.size() > kLongestNumber) return false;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) literal.negative = text[at++] == '-';
  bool any = false;
  for (; at < text.size() && is_digit(text[at]); ++at, any = true) take_digit(literal, text[at]);
  if (at < text.size() && text[at] == '.') {
    for (++at; at < text.size() && is_digit(text[at]); ++at, any = true) {
      take_digit(literal, text[at]);
      ++literal.scale;
    }
  }
  if (!any || at == text.size()) return any;
  int exponent = 0;
  if ((text[at] != 'e' && text[at] != 'E') || !read_exponent(text.substr(at + 1), exponent)) return false;
  literal.scale -= exponent;
  return true;
}

/// Converts usual literals; absent when the number of digits or the scale requires the slow path.
std::optional<i128> fast_units(const Literal& literal, int decimals) {
  const int shift = decimals - literal.scale;
  if (!literal.exact || shift < -18 || shift > 38) return std::nullopt;
  i128 value = static_cast<i128>(literal.mantissa);
  if (shift < 0) {
    value = div_round(value, pow10_i128(-shift), Rounding::half_even);
  } else if (__builtin_mul_overflow(value, pow10_i128(shift), &value)) {
    return std::nullopt;
  }
  return literal.negative ? -value : value;
}

}  // namespace

std::optional<i128> parse_units(std::string_view text, int decimals) {
  Literal literal;
  if (!read_literal(text, literal)) return std::nullopt;
  if (const auto value = fast_units(literal, decimals)) return value;
  const Result<i128> value = parse_decimal_rounded(text, decimals, Rounding::half_even);
  if (!value) return std::nullopt;
  return value.value();
}

std::optional<int> decimal_sign(std::string_view text) {
  Literal literal;
  if (!read_literal(text, literal)) return std::nullopt;
  return !literal.nonzero ? 0 : literal.negative ? -1 : 1;
}

std::optional<UtcTime> StampReader::read(std::string_view text) {
  constexpr std::string_view kWholeHourTail = ":00:00Z";
  const bool whole_hour = text.size() == 20 && text[10] == 'T' && is_digit(text[11]) && is_digit(text[12]) &&
                          text.substr(13) == kWholeHourTail;
  if (whole_hour && std::memcmp(text.data(), day_text_, sizeof day_text_) == 0) {
    const int hour = (text[11] - '0') * 10 + (text[12] - '0');
    if (hour > 23) return std::nullopt;
    return day_ + kHour * hour;
  }
  const Result<UtcTime> time = UtcTime::parse(text);
  if (!time) return std::nullopt;
  std::memcpy(day_text_, text.data(), sizeof day_text_);
  day_ = UtcTime::from_nanos(time.value().nanos() - ((time.value().nanos() % kDay.count) + kDay.count) % kDay.count);
  return time.value();
}

}  // namespace basis
