#include "core/base/fixed.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include <fmt/compile.h>

namespace basis {
namespace {

/// A parsed decimal literal: (-1)^negative * digits * 10^-scale. `digits` has no
/// point and no leading zeros; the exponent is part of `scale`, which may be negative.
struct Literal {
  bool negative = false;
  std::string digits;
  int scale = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

Error not_a_number(std::string_view text) {
  return Error(ErrorKind::arithmetic, "'" + std::string(text) + "' is not a decimal number");
}

/// Reads the exponent from the character after 'e' or 'E'; at most three digits.
/// False when it is malformed.
bool read_exponent(std::string_view text, std::size_t at, int& exponent) {
  bool negative = false;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) negative = text[at++] == '-';
  if (at >= text.size() || text.size() - at > 3) return false;
  int value = 0;
  for (; at < text.size(); ++at) {
    if (!is_digit(text[at])) return false;
    value = value * 10 + (text[at] - '0');
  }
  exponent = negative ? -value : value;
  return true;
}

Result<Literal> read_literal(std::string_view text) {
  Literal literal;
  std::size_t at = 0;
  if (at < text.size() && (text[at] == '-' || text[at] == '+')) literal.negative = text[at++] == '-';
  bool point = false;
  std::size_t count = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (is_digit(c)) {
      ++count;
      if (!(literal.digits.empty() && c == '0')) literal.digits.push_back(c);
      if (point) ++literal.scale;
    } else if (c == '.' && !point) {
      point = true;
    } else {
      break;
    }
  }
  if (count == 0) return not_a_number(text);
  if (at < text.size()) {
    int exponent = 0;
    if ((text[at] != 'e' && text[at] != 'E') || !read_exponent(text, at + 1, exponent)) return not_a_number(text);
    literal.scale -= exponent;
  }
  return literal;
}

Error out_of_range(std::string_view text) {
  return Error(ErrorKind::arithmetic, "'" + std::string(text) + "' is out of range");
}

/// Converts digits to an integer. The sign is applied to each digit, because the
/// smallest i128 has no positive counterpart.
Result<i128> accumulate(std::string_view digits, bool negative, std::string_view text) {
  i128 value = 0;
  for (const char c : digits) {
    const i128 digit = negative ? '0' - c : c - '0';
    if (__builtin_mul_overflow(value, i128{10}, &value) || __builtin_add_overflow(value, digit, &value))
      return out_of_range(text);
  }
  return value;
}

/// Classifies the part that is cut off after the last kept digit, which is `zeros`
/// zeros followed by the digits `tail`: 0 for zero, 1 for less than half a unit of
/// the last kept digit, 2 for exactly half, 3 for more.
int tail_quarters(std::string_view tail, std::size_t zeros) {
  if (tail.find_first_not_of('0') == std::string_view::npos) return 0;
  if (zeros > 0 || tail.front() < '5') return 1;
  return tail.front() == '5' && tail.find_first_not_of('0', 1) == std::string_view::npos ? 2 : 3;
}

/// Rounds `kept`, after which `quarters` of a unit were cut off.
Result<i128> round_tail(i128 kept, int quarters, const Literal& literal, std::string_view text, Rounding rounding) {
  // Rounding depends on the lowest bit of `kept` only. Without the other bits, four times
  // the value cannot overflow.
  const i128 low = kept % 2;
  const i128 rounded = div_round(low * 4 + (literal.negative ? -quarters : quarters), 4, rounding);
  i128 value = 0;
  if (__builtin_add_overflow(kept - low, rounded, &value)) return out_of_range(text);
  return value;
}

/// Scales the literal to `decimals`. When `rounding` is null, excess digits must be zeros.
Result<i128> to_units(const Literal& literal, std::string_view text, int decimals, const Rounding* rounding) {
  const std::string& digits = literal.digits;
  if (digits.empty()) return i128{0};
  if (literal.scale <= decimals) {
    const std::string zeros(static_cast<std::size_t>(decimals - literal.scale), '0');
    return accumulate(digits + zeros, literal.negative, text);
  }
  const auto excess = static_cast<std::size_t>(literal.scale - decimals);
  const std::size_t cut = digits.size() - std::min(excess, digits.size());
  const std::string_view all = digits;
  const int quarters = tail_quarters(all.substr(cut), excess - (digits.size() - cut));
  if (quarters != 0 && rounding == nullptr)
    return Error(ErrorKind::arithmetic,
                 "'" + std::string(text) + "' has more than " + std::to_string(decimals) + " decimals");
  BASIS_TRY(const i128 kept, accumulate(all.substr(0, cut), literal.negative, text));
  if (quarters == 0) return kept;
  return round_tail(kept, quarters, literal, text, *rounding);
}

}  // namespace

Result<i128> parse_decimal(std::string_view text, int decimals) {
  BASIS_TRY(const Literal literal, read_literal(text));
  return to_units(literal, text, decimals, nullptr);
}

Result<i128> parse_decimal_rounded(std::string_view text, int decimals, Rounding rounding) {
  BASIS_TRY(const Literal literal, read_literal(text));
  return to_units(literal, text, decimals, &rounding);
}

void append_decimal(std::string& out, i128 raw, int decimals) {
  if (raw == 0) {
    out.push_back('0');
    return;
  }
  const u128 magnitude = raw < 0 ? u128{0} - static_cast<u128>(raw) : static_cast<u128>(raw);
  // In chunks of 64 bits, because a 128-bit division by ten is about twenty times slower.
  constexpr std::uint64_t kChunk = 10'000'000'000'000'000'000ULL;
  std::array<char, 40> buffer;
  const auto high = static_cast<std::uint64_t>(magnitude / kChunk);
  const auto low = static_cast<std::uint64_t>(magnitude % kChunk);
  const char* end = high == 0 ? fmt::format_to(buffer.data(), FMT_COMPILE("{}"), low)
                              : fmt::format_to(buffer.data(), FMT_COMPILE("{}{:019}"), high, low);
  std::string_view digits(buffer.data(), static_cast<std::size_t>(end - buffer.data()));
  if (raw < 0) out.push_back('-');
  const auto behind = static_cast<std::size_t>(decimals);
  const std::size_t whole = digits.size() > behind ? digits.size() - behind : 0;
  out.append(whole == 0 ? std::string_view("0") : digits.substr(0, whole));
  const std::size_t last = digits.find_last_not_of('0');
  if (last == digits.npos || last < whole) return;
  out.push_back('.');
  if (whole == 0) out.append(behind - digits.size(), '0');
  out.append(digits.substr(whole, last + 1 - whole));
}

std::string format_decimal(i128 raw, int decimals) {
  std::string out;
  append_decimal(out, raw, decimals);
  return out;
}

}  // namespace basis
