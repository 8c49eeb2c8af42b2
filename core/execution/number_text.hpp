#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "core/base/types.hpp"

namespace basis {

/// The longest text of a number at 1e-8: "-92233720368.54775808".
inline constexpr std::size_t kMaxNumberText = 21;
/// The longest text of an unsigned 64-bit integer.
inline constexpr std::size_t kMaxIntegerText = 20;

namespace detail {

/// The two digits of all numbers from 00 to 99, one after the other.
struct DigitPairs {
  char text[200];
  constexpr DigitPairs() : text() {
    for (int i = 0; i < 100; ++i) {
      text[2 * i] = static_cast<char>('0' + i / 10);
      text[2 * i + 1] = static_cast<char>('0' + i % 10);
    }
  }
};
inline constexpr DigitPairs kDigitPairs;

inline void write_pair(char* out, std::uint32_t below_hundred) {
  std::memcpy(out, kDigitPairs.text + 2 * below_hundred, 2);
}

static_assert(std::endian::native == std::endian::little, "digits are put into words lowest byte first");

inline constexpr std::uint64_t kZeros = 0x3030'3030'3030'3030;

/// The eight digits of a number below 10^8 as a word of text. The number is split into halves, then
/// quarters, then digits, in all places at once, by multiplication with inverses that are exact
/// over their range (/100 below 10^4: 10486 / 2^20; /10 below 100: 103 / 2^10).
inline std::uint64_t eight_digits(std::uint32_t value) {
  const std::uint64_t halves = value / 10'000 | std::uint64_t{value % 10'000} << 32;
  const std::uint64_t hundreds = halves * 10'486 >> 20 & 0x0000'007F'0000'007F;
  const std::uint64_t quarters = hundreds + ((halves - 100 * hundreds) << 16);
  const std::uint64_t tens = quarters * 103 >> 10 & 0x000F'000F'000F'000F;
  return (tens + ((quarters - 10 * tens) << 8)) | kZeros;
}

/// Writes exactly eight digits.
inline void write_eight(char* out, std::uint32_t value) {
  const std::uint64_t digits = eight_digits(value);
  std::memcpy(out, &digits, 8);
}

}  // namespace detail

/// Writes the digits of an integer at `out`, a buffer of at least `kMaxIntegerText` bytes, and
/// returns their end. Bytes of the buffer behind the end may be changed too. Does not allocate and
/// writes no terminator; the same holds for the other functions here.
inline char* write_integer(char* out, std::uint64_t value) {
  constexpr std::uint32_t kEight = 100'000'000;
  if (value >= kEight) {
    out = write_integer(out, value / kEight);
    detail::write_eight(out, static_cast<std::uint32_t>(value % kEight));
    return out + 8;
  }
  std::uint64_t digits = detail::eight_digits(static_cast<std::uint32_t>(value));
  // The last digit is kept, also when it is a zero.
  const int skip = std::countr_zero((digits ^ detail::kZeros) | std::uint64_t{1} << 56) / 8;
  digits >>= skip * 8;
  std::memcpy(out, &digits, 8);
  return out + (8 - skip);
}

/// Writes the exact decimal text of a `Price`, `Quantity` or `Contracts` without trailing zeros, as
/// `to_string()` does. `out` has at least `kMaxNumberText` bytes; returns the end of the text.
template <class Tag>
char* write_number(char* out, Fixed<Tag> number) {
  static_assert(Tag::kDecimals == 8 && sizeof(typename Tag::Rep) == sizeof(std::int64_t));
  constexpr std::uint64_t kOne = 100'000'000;
  std::uint64_t magnitude = static_cast<std::uint64_t>(number.raw());
  if (number.raw() < 0) {
    *out++ = '-';
    magnitude = 0 - magnitude;
  }
  out = write_integer(out, magnitude / kOne);
  const auto fraction = static_cast<std::uint32_t>(magnitude % kOne);
  if (fraction == 0) return out;
  *out = '.';
  const std::uint64_t digits = detail::eight_digits(fraction);
  std::memcpy(out + 1, &digits, 8);
  return out + 9 - std::countl_zero(digits ^ detail::kZeros) / 8;
}

}  // namespace basis
