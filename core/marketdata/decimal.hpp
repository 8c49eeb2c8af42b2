#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "core/base/int128.hpp"

#if defined(__SSE4_1__)
#include <immintrin.h>
#endif

namespace basis {

/// Why a number's text was refused.
enum class NumberFault : std::uint8_t {
  none,
  malformed,     ///< not a decimal number
  too_precise,   ///< digits other than zero below the smallest unit
  out_of_range,  ///< does not fit the width
};

/// Converts exact decimal text (sign, digits, point, exponent of at most three digits) to units of
/// 10^-decimals, without allocation. Accepts what `parse_decimal` accepts.
NumberFault read_decimal(std::string_view text, int decimals, i128& units);

/// Like `read_decimal`, to 64 bits in units of 1e-8.
NumberFault read_decimal8(std::string_view text, std::int64_t& units);

/// Result of reading a number in place: where its text ends, and its fault.
struct NumberEnd {
  const char* end = nullptr;  ///< the closing quote, or the first byte that is not a digit
  NumberFault fault = NumberFault::none;
};

/// Like `read_quoted_decimal8`, for the texts that its fast path does not handle: signs, exponents, more than
/// eight digits on either side of the point.
NumberEnd read_quoted_decimal8_slow(const char* text, std::int64_t& units);

/// Like `read_digits`, for negative numbers and more than 15 digits.
NumberEnd read_digits_slow(const char* text, std::int64_t& value);

#if defined(__SSE4_1__)
namespace detail {

/// The value of sixteen bytes 0..9, most significant first, as two groups of eight.
struct DigitGroups {
  std::uint32_t high;
  std::uint32_t low;
};

inline DigitGroups combine_digits(__m128i digits) {
  const __m128i pairs = _mm_maddubs_epi16(digits, _mm_set1_epi16(0x010A));
  const __m128i fours = _mm_madd_epi16(pairs, _mm_set1_epi32(0x00010064));
  const __m128i packed = _mm_packus_epi32(fours, fours);
  const __m128i eights = _mm_madd_epi16(packed, _mm_set1_epi32(0x00012710));
  const auto both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(eights));
  return {static_cast<std::uint32_t>(both), static_cast<std::uint32_t>(both >> 32)};
}

inline unsigned byte_mask(__m128i lanes) { return static_cast<unsigned>(_mm_movemask_epi8(lanes)); }

}  // namespace detail
#endif

/// Converts the decimal between `text` and the next double quote to units of 1e-8, where it has the plain form:
/// one to eight digits before the point, up to eight behind it, no sign, no exponent. Returns the closing
/// quote, or null where `read_quoted_decimal8` has to take the slow path. 16 bytes must be readable from
/// `text`. There are no branches on the digits: both parts are moved to fixed lanes and multiplied at once.
[[gnu::always_inline]] inline const char* plain_quoted_decimal8(const char* text, std::int64_t& units) {
#if defined(__SSE4_1__)
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  const __m128i digits = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
  const __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
  const unsigned others = detail::byte_mask(is_digit) ^ 0xFFFFU;
  const unsigned quotes = detail::byte_mask(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"')));
  const unsigned points = detail::byte_mask(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('.')));
  // Bit 16 ends the search where nothing was found, so that the counts are defined.
  const unsigned point = static_cast<unsigned>(std::countr_zero(others | 0x10000U));
  const unsigned quote = static_cast<unsigned>(std::countr_zero(quotes | 0x10000U));
  const unsigned inside = others & ((1U << quote) - 1);
  const unsigned fraction = quote - point;  // length with the point itself; zero without one
  const bool plain = quotes != 0 && point - 1 < 8 && fraction <= 9 && (inside & ~(points & (1U << point))) == 0;
  if (plain) [[likely]] {
    // Lane k takes byte point - 8 + k in the left half and byte point - 7 + k in the right half; lanes outside
    // the number take zero.
    const __m128i lanes = _mm_setr_epi8(-8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8);
    const __m128i source = _mm_add_epi8(lanes, _mm_set1_epi8(static_cast<char>(point)));
    const __m128i number =
        _mm_and_si128(digits, _mm_cmplt_epi8(_mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15),
                                             _mm_set1_epi8(static_cast<char>(quote))));
    const __m128i placed = _mm_shuffle_epi8(number, _mm_adds_epu8(source, _mm_set1_epi8(0x70)));
    const detail::DigitGroups groups = detail::combine_digits(placed);
    units = static_cast<std::int64_t>(std::uint64_t{groups.high} * 100'000'000U + groups.low);
    return text + quote;
  }
#else
  (void)text, (void)units;
#endif
  return nullptr;
}

/// Reads the decimal between `text` and the next double quote into units of 1e-8.
/// 16 bytes must be readable from `text`, and a double quote must follow.
inline NumberEnd read_quoted_decimal8(const char* text, std::int64_t& units) {
  if (const char* const end = plain_quoted_decimal8(text, units)) [[likely]]
    return {end, NumberFault::none};
  return read_quoted_decimal8_slow(text, units);
}

/// Reads the integer of up to 15 digits at `text`. Returns the first byte that is not a digit, or null where
/// `read_digits` has to take the slow path. 16 bytes must be readable.
[[gnu::always_inline]] inline const char* plain_digits(const char* text, std::int64_t& value) {
#if defined(__SSE4_1__)
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  const __m128i digits = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
  const __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
  const unsigned others = detail::byte_mask(is_digit) ^ 0xFFFFU;
  if ((others & 0xFFFEU) != 0 && (others & 1U) == 0) [[likely]] {
    const int count = std::countr_zero(others);
    const __m128i lanes = _mm_setr_epi8(-16, -15, -14, -13, -12, -11, -10, -9, -8, -7, -6, -5, -4, -3, -2, -1);
    const __m128i placed = _mm_shuffle_epi8(digits, _mm_add_epi8(lanes, _mm_set1_epi8(static_cast<char>(count))));
    const detail::DigitGroups groups = detail::combine_digits(placed);
    value = static_cast<std::int64_t>(std::uint64_t{groups.high} * 100'000'000U + groups.low);
    return text + count;
  }
#else
  (void)text, (void)value;
#endif
  return nullptr;
}

/// Reads the integer that starts at `text` and ends at the first byte that is not a digit. 16 bytes must be
/// readable, and such a byte must follow.
inline NumberEnd read_digits(const char* text, std::int64_t& value) {
  if (const char* const end = plain_digits(text, value)) [[likely]]
    return {end, NumberFault::none};
  return read_digits_slow(text, value);
}

}  // namespace basis
