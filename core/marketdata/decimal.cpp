#include "core/marketdata/decimal.hpp"

#include <array>
#include <limits>

namespace basis {
namespace {

constexpr int kMaxPower = 38;  // 10^38 is the largest power of ten in 128 bits

constexpr auto kPowers = [] {
  std::array<u128, kMaxPower + 1> powers{};
  for (int n = 0; n <= kMaxPower; ++n) powers[static_cast<std::size_t>(n)] = static_cast<u128>(pow10_i128(n));
  return powers;
}();

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// A parsed number: mantissa * 10^power, the mantissa without trailing zeros.
struct Literal {
  u128 mantissa = 0;
  int power = 0;
  bool negative = false;
  bool too_long = false;  ///< more digits than 128 bits hold
};

/// Collects digits. Zeros are held back until another digit follows, so that trailing zeros do not use up bits.
class Mantissa {
 public:
  void add(char c) {
    if (c == '0') {
      zeros_ += significant_ ? 1 : 0;
      return;
    }
    for (; zeros_ > 0; --zeros_) push(0);
    push(static_cast<unsigned>(c - '0'));
    significant_ = true;
  }
  [[nodiscard]] u128 value() const { return value_; }
  [[nodiscard]] int pending_zeros() const { return zeros_; }
  [[nodiscard]] bool too_long() const { return too_long_; }

 private:
  void push(unsigned digit) {
    // Nearly all numbers end before a 128-bit multiplication is needed.
    constexpr u128 kNarrow = std::numeric_limits<std::uint64_t>::max() / 10 - 1;
    if (value_ <= kNarrow && !too_long_) {
      value_ = static_cast<std::uint64_t>(value_) * 10 + digit;
      return;
    }
    if (too_long_ || __builtin_mul_overflow(value_, u128{10}, &value_) ||
        __builtin_add_overflow(value_, u128{digit}, &value_))
      too_long_ = true;
  }

  u128 value_ = 0;
  int zeros_ = 0;
  bool significant_ = false;
  bool too_long_ = false;
};

/// The exponent after 'e' or 'E': an optional sign and one to three digits.
bool read_exponent(std::string_view text, int& exponent) {
  if (text.empty() || text.size() > 4) return false;
  const bool sign = text.front() == '+' || text.front() == '-';
  const bool negative = text.front() == '-';
  if (sign) text.remove_prefix(1);
  if (text.empty() || text.size() > 3) return false;
  int value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    value = value * 10 + (c - '0');
  }
  exponent = negative ? -value : value;
  return true;
}

bool read_literal(std::string_view text, Literal& literal) {
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) literal.negative = text[at++] == '-';
  Mantissa mantissa;
  int digits = 0;
  int scale = 0;
  bool point = false;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (is_digit(c)) {
      mantissa.add(c);
      ++digits;
      scale += point ? 1 : 0;
    } else if (c == '.' && !point) {
      point = true;
    } else {
      break;
    }
  }
  if (digits == 0) return false;
  int exponent = 0;
  if (at < text.size() && ((text[at] != 'e' && text[at] != 'E') || !read_exponent(text.substr(at + 1), exponent)))
    return false;
  literal.mantissa = mantissa.value();
  literal.too_long = mantissa.too_long();
  literal.power = mantissa.pending_zeros() - scale + exponent;
  return true;
}

/// mantissa * 10^power as a signed integer.
NumberFault scale_up(const Literal& literal, int power, i128& units) {
  if (power > kMaxPower) return NumberFault::out_of_range;
  u128 value = literal.mantissa;
  if (__builtin_mul_overflow(value, kPowers[static_cast<std::size_t>(power)], &value)) return NumberFault::out_of_range;
  const u128 limit = static_cast<u128>(kMaxI128) + (literal.negative ? 1 : 0);
  if (value > limit) return NumberFault::out_of_range;
  units = static_cast<i128>(literal.negative ? u128{0} - value : value);
  return NumberFault::none;
}

/// Fast path for nearly all numbers: an optional minus sign and up to 18 digits, with or without a point. False
/// for all others, which `read_literal` parses.
bool read_plain(std::string_view text, int decimals, i128& units) {
  const bool negative = text.starts_with('-');
  const char* at = text.data() + (negative ? 1 : 0);
  const char* const end = text.data() + text.size();
  if (end - at > 19) return false;
  const char* const first = at;
  std::uint64_t mantissa = 0;
  for (; at < end && is_digit(*at); ++at) mantissa = mantissa * 10 + static_cast<unsigned>(*at - '0');
  const std::ptrdiff_t whole = at - first;
  std::ptrdiff_t fraction = 0;
  if (at < end && *at == '.') {
    for (++at; at < end && is_digit(*at); ++at, ++fraction) mantissa = mantissa * 10 + static_cast<unsigned>(*at - '0');
  }
  const std::ptrdiff_t power = decimals - fraction;
  // 18 digits and 10^20 fit 127 bits.
  if (at != end || whole + fraction == 0 || whole + fraction > 18 || power < 0 || power > 20) return false;
  const auto value = static_cast<i128>(u128{mantissa} * kPowers[static_cast<std::size_t>(power)]);
  units = negative ? -value : value;
  return true;
}

}  // namespace

NumberFault read_decimal(std::string_view text, int decimals, i128& units) {
  if (read_plain(text, decimals, units)) return NumberFault::none;
  Literal literal;
  if (!read_literal(text, literal)) return NumberFault::malformed;
  if (literal.mantissa == 0 && !literal.too_long) {
    units = 0;
    return NumberFault::none;
  }
  const int power = literal.power + decimals;
  if (power < 0) return NumberFault::too_precise;
  if (literal.too_long) return NumberFault::out_of_range;
  return scale_up(literal, power, units);
}

NumberFault read_decimal8(std::string_view text, std::int64_t& units) {
  i128 wide = 0;
  const NumberFault fault = read_decimal(text, 8, wide);
  if (fault != NumberFault::none) return fault;
  if (wide > std::numeric_limits<std::int64_t>::max() || wide < std::numeric_limits<std::int64_t>::min())
    return NumberFault::out_of_range;
  units = static_cast<std::int64_t>(wide);
  return NumberFault::none;
}

NumberEnd read_quoted_decimal8_slow(const char* text, std::int64_t& units) {
  const char* end = text;
  while (*end != '"') ++end;
  return {end, read_decimal8({text, end}, units)};
}

NumberEnd read_digits_slow(const char* text, std::int64_t& value) {
  const char* at = text;
  const bool negative = *at == '-';
  if (negative) ++at;
  const char* const first = at;
  bool fits = true;
  std::int64_t total = 0;
  for (; is_digit(*at); ++at) {
    const std::int64_t digit = negative ? '0' - *at : *at - '0';
    fits = fits && !__builtin_mul_overflow(total, std::int64_t{10}, &total) &&
           !__builtin_add_overflow(total, digit, &total);
  }
  if (at == first) return {at, NumberFault::malformed};
  if (!fits) return {at, NumberFault::out_of_range};
  value = total;
  return {at, NumberFault::none};
}

}  // namespace basis
