#pragma once

#include "core/marketdata/decimal.hpp"
#include "core/marketdata/plain_level.hpp"
#include "venues/wire/scan.hpp"
#include "venues/wire/skip.hpp"

namespace basis::wire {

/// Like `plain_quoted_decimal8`, for the texts that it does not handle. Returns the closing quote, or null
/// where there is no decimal before `end` or it is negative.
const char* other_quoted_decimal8(const char* text, const char* end, std::int64_t& units);
/// Reads the decimal at `text`. Returns its closing quote, or null where there is none.
BASIS_HOT const char* quoted_decimal(const char* text, const char* end, std::int64_t& units) {
  const char* const close = plain_quoted_decimal8(text, units);
  if (close != nullptr) [[likely]]
    return close;
  return other_quoted_decimal8(text, end, units);
}

/// Returns `at`, but hides its value from the compiler. The compiler then keeps a branch around it, so that the
/// processor does not have to wait for both sides.
BASIS_HOT const char* opaque(const char* at) {
  asm volatile("" : "+r"(at));
  return at;
}
/// Whether both are equal; the compiler cannot replace one by the other.
BASIS_HOT bool same(const char* a, const char* b) { return opaque(a) == b; }

/// Reads the levels of an order book in the form the venue sends, in a frame that ends at `end`.
class LevelScan {
 public:
  BASIS_HOT explicit LevelScan(const char* end) : end_(end) {}

  /// Reads the levels of an array, from behind its opening bracket. Returns the position behind its end, or
  /// null.
  template <Texts kTexts, Level kLevel>
  BASIS_HOT const char* read(const char* at, const LevelRoom& room, std::size_t& count) const {
    if (*at == ']') return at + 1;
    for (;;) {
      if (at >= end_ || count == room.levels.size() || at[0] != '[' || at[1] != '"') return nullptr;
      const char* const next = kLevel == Level::longer ? level_end(at) : nullptr;
      LevelText* const text = kTexts == Texts::kept ? &room.texts[count] : nullptr;
      const char* const behind_level = level<kTexts>(at + 2, room.levels[count], text);
      if (behind_level == nullptr) return nullptr;
      ++count;
      if (next != nullptr) {
        if (!same(next, behind_level)) return nullptr;
        at = next;
      } else {
        at = kLevel == Level::longer ? opaque(behind_level) : behind_level;
      }
      const char behind = *at++;
      if (behind == ']') return at;
      if (behind != ',') return nullptr;
    }
  }
  /// Not inlined: with the texts as well, a message function runs out of registers.
  template <Level kLevel>
  [[gnu::noinline]] const char* with_texts(const char* at, const LevelRoom& room, std::size_t& count) const {
    return read<Texts::kept, kLevel>(at, room, count);
  }

 private:
  /// The position behind the bracket that ends the level at `at`, found with one vector load; null where it is
  /// not in the loaded bytes. A level contains no other closing bracket, so that the next level can be started
  /// before the numbers of this one are known.
  BASIS_HOT static const char* level_end([[maybe_unused]] const char* at) {
#if defined(__AVX2__)
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
    const auto ends = static_cast<std::uint32_t>(_mm256_movemask_epi8(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(']'))));
    if (ends != 0) return at + std::countr_zero(ends) + 1;
#endif
    return nullptr;
  }
  /// The position behind the level's closing bracket, where `at` is behind its size. Either nothing follows the
  /// size, or, as OKX sends it, a zero without meaning and a number of orders, whose digits are found with one
  /// vector load. Null for any other form.
  BASIS_HOT static const char* behind_count(const char* at) {
    if (*at == ']') return at + 1;
#if defined(__SSE4_1__)
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
    const __m128i start = _mm_setr_epi8(',', '"', '0', '"', ',', '"', 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
    const __m128i digits = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    const __m128i is_digit = _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits);
    const unsigned begins = detail::byte_mask(_mm_cmpeq_epi8(bytes, start)) & 0x3FU;
    const unsigned others = (detail::byte_mask(is_digit) ^ 0xFFFFU) >> 6;
    const unsigned count = static_cast<unsigned>(std::countr_zero(others | 0x100U));
    const char* const close = at + 6 + count;
    if (begins == 0x3FU && count < 8 && close[0] == '"' && close[1] == ']') [[likely]]
      return close + 2;
#endif
    return nullptr;
  }
  /// Reads one level from behind its first quote. Returns the position behind its bracket, or null.
  template <Texts kTexts>
  BASIS_HOT const char* level(const char* price, BookLevel& out, LevelText* text) const {
#if defined(__AVX2__) && defined(__BMI2__)
    if (const PlainLevel plain = plain_level(price - 2); plain.price_end != nullptr) [[likely]]
      return numbers_read<kTexts>(price, plain.price_end, plain.size_end, plain.price_units, plain.size_units, out,
                                  text);
#endif
    std::int64_t price_units = 0;
    std::int64_t size_units = 0;
    const char* const price_end = quoted_decimal(price, end_, price_units);
    if (price_end == nullptr || price_end[1] != ',' || price_end[2] != '"') return nullptr;
    const char* const size_end = quoted_decimal(price_end + 3, end_, size_units);
    if (size_end == nullptr) return nullptr;
    return numbers_read<kTexts>(price, price_end, size_end, price_units, size_units, out, text);
  }
  /// The rest of `level`, behind its numbers.
  template <Texts kTexts>
  BASIS_HOT const char* numbers_read(const char* price, const char* price_end, const char* size_end,
                                     std::int64_t price_units, std::int64_t size_units, BookLevel& out,
                                     LevelText* text) const {
    const char* const size = price_end + 3;
    out.price = Price::from_raw(price_units);
    out.size = Quantity::from_raw(size_units);
    if constexpr (kTexts == Texts::kept) {
      text->set_price({price, static_cast<std::size_t>(price_end - price)});
      text->set_size({size, static_cast<std::size_t>(size_end - size)});
    }
    const char* at = size_end + 1;
    if (const char* const counted = behind_count(at)) [[likely]]
      return counted;
    while (*at == ',') {
      if (at[1] != '"') return nullptr;
      const char* const close = string_end(at + 2, end_);
      if (close == nullptr) return nullptr;
      at = close + 1;
    }
    return *at == ']' ? at + 1 : nullptr;
  }

  const char* end_;
};

}  // namespace basis::wire
