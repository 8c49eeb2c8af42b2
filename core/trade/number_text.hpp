#pragma once

#include <cstdint>
#include <cstring>

#include "core/num/types.hpp"

namespace basis {

/// The longest text of a number at 1e-8: "-92233720368.54775808".
inline constexpr std::size_t kMaxNumberText = 21;
/// The longest text of an unsigned 64-bit integer.
inline constexpr std::size_t kMaxIntegerText = 20;

namespace detail {

/// The two digits of every number below a hundred, one after the other.
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

/// Exactly eight digits.
inline void write_eight(char* out, std::uint32_t value) {
  const std::uint32_t high = value / 10'000;
  const std::uint32_t low = value % 10'000;
  write_pair(out, high / 100);
  write_pair(out + 2, high % 100);
  write_pair(out + 4, low / 100);
  write_pair(out + 6, low % 100);
}

}  // namespace detail

/// Writes an integer's digits at `out`, of at least `kMaxIntegerText` bytes; gives
/// where they end. Allocates nothing and writes no terminator, like all of these.
inline char* write_integer(char* out, std::uint64_t value) {
  constexpr std::uint32_t kEight = 100'000'000;
  if (value >= kEight) {
    out = write_integer(out, value / kEight);
    detail::write_eight(out, static_cast<std::uint32_t>(value % kEight));
    return out + 8;
  }
  char digits[8];
  detail::write_eight(digits, static_cast<std::uint32_t>(value));
  std::size_t skip = 0;
  while (skip < 7 && digits[skip] == '0') ++skip;
  std::memcpy(out, digits + skip, 8 - skip);
  return out + (8 - skip);
}

/// Writes exact decimal text of a `Price`, `Quantity` or `Contracts` without
/// trailing zeros, the same as `to_string()`, at `out`, of at least
/// `kMaxNumberText` bytes; gives where it ends.
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
  detail::write_eight(out + 1, fraction);
  char* last = out + 8;
  while (*last == '0') --last;
  return last + 1;
}

}  // namespace basis
