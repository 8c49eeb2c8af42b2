#pragma once

#include <string_view>

#include "core/marketdata/market_event.hpp"

#if defined(__SSE4_1__)
#include <immintrin.h>
#endif

namespace basis::bybit {

namespace detail {

#if defined(__SSE4_1__)
/// The value of sixteen hexadecimal digits; false where one of them is not a digit.
inline bool hex_value(__m128i digits, std::uint64_t& value) {
  const __m128i decimal = _mm_sub_epi8(digits, _mm_set1_epi8('0'));
  const __m128i letter = _mm_sub_epi8(_mm_or_si128(digits, _mm_set1_epi8(0x20)), _mm_set1_epi8('a'));
  const __m128i is_decimal = _mm_cmpeq_epi8(_mm_min_epu8(decimal, _mm_set1_epi8(9)), decimal);
  const __m128i is_letter = _mm_cmpeq_epi8(_mm_min_epu8(letter, _mm_set1_epi8(5)), letter);
  if (_mm_movemask_epi8(_mm_or_si128(is_decimal, is_letter)) != 0xFFFF) return false;
  const __m128i nibbles = _mm_blendv_epi8(_mm_add_epi8(letter, _mm_set1_epi8(10)), decimal, is_decimal);
  const __m128i bytes = _mm_maddubs_epi16(nibbles, _mm_set1_epi16(0x0110));
  const auto packed = static_cast<std::uint64_t>(_mm_cvtsi128_si64(_mm_packus_epi16(bytes, bytes)));
  value = __builtin_bswap64(packed);
  return true;
}

/// Reads 36 characters: 8-4-4-4-12 hexadecimal digits.
inline bool parse_uuid(const char* text, TradeId& id) {
  if (text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-') return false;
  const __m128i first = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
  const __m128i last = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text + 20));
  // The dashes are removed; the digits outside the loads are inserted one by one.
  __m128i high = _mm_shuffle_epi8(first, _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 14, 15, -1, -1));
  high = _mm_insert_epi8(_mm_insert_epi8(high, text[16], 14), text[17], 15);
  __m128i low = _mm_shuffle_epi8(last, _mm_setr_epi8(-1, 0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15));
  low = _mm_insert_epi8(low, text[19], 0);
  return hex_value(high, id.high) && hex_value(low, id.low);
}
#else
inline bool parse_uuid(const char* text, TradeId& id) {
  for (std::size_t at = 0; at < 36; ++at) {
    const char c = text[at];
    if (at == 8 || at == 13 || at == 18 || at == 23) {
      if (c != '-') return false;
      continue;
    }
    const unsigned lower = static_cast<unsigned char>(c) | 0x20U;
    const bool digit = c >= '0' && c <= '9';
    if (!digit && (lower < 'a' || lower > 'f')) return false;
    const unsigned nibble = digit ? static_cast<unsigned>(c - '0') : lower - 'a' + 10;
    id.high = (id.high << 4) | (id.low >> 60);
    id.low = (id.low << 4) | nibble;
  }
  return true;
}
#endif

}  // namespace detail

/// A trade's id: a UUID (derivatives, options) as its 128 bits, or a number (spot)
/// of up to 19 digits in the lower half.
inline bool parse_trade_id(std::string_view text, TradeId& id) {
  constexpr std::size_t kUuidLength = 36;
  constexpr std::size_t kMaxDigits = 19;
  id = {};
  if (text.size() == kUuidLength) return detail::parse_uuid(text.data(), id);
  if (text.empty() || text.size() > kMaxDigits) return false;
  for (const char c : text) {
    if (c < '0' || c > '9') return false;
    id.low = id.low * 10 + static_cast<unsigned>(c - '0');
  }
  return true;
}

}  // namespace basis::bybit
