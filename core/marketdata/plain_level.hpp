#pragma once

#include <bit>
#include <cstdint>
#include <cstring>

#include "core/marketdata/decimal.hpp"

#if defined(__AVX2__) && defined(__BMI2__)

namespace basis {

/// Two plain decimals, as `plain_quoted_decimal8` accepts them, at the start of a level: `["64123.4","0.5"`.
/// One load of 32 bytes finds where all parts end, and both numbers are converted together.
struct PlainLevel {
  const char* price_end = nullptr;  ///< closing quotes; null where the numbers have to be read one by one
  const char* size_end = nullptr;
  std::int64_t price_units = 0;
  std::int64_t size_units = 0;
};

namespace detail {

/// Positions of a level's parts, in bytes from its bracket. The point of a number without one is its end.
struct LevelParts {
  unsigned price_point, price_end, size_at, size_point, size_end;
};

/// The first 32 bytes of a level, classified.
struct LevelBytes {
  const char* text;
  __m256i values;        ///< of digits; meaningless elsewhere
  std::uint32_t digits;  ///< mask of their positions
  std::uint32_t points;
};

/// Eight bytes as digit values. `before_point` moves the first `count` of them to the last lanes,
/// `behind_point` leaves them in the first lanes; both clear the other lanes.
inline std::uint64_t digit_lanes(const char* text) {
  std::uint64_t bytes = 0;
  std::memcpy(&bytes, text, 8);
  // The byte behind the digits may borrow from the bytes after it, but the callers cut all of these off.
  return bytes - 0x3030'3030'3030'3030;
}
inline std::uint64_t before_point(const char* text, unsigned count) { return digit_lanes(text) << (64 - 8 * count); }
inline std::uint64_t behind_point(const char* text, unsigned count) { return _bzhi_u64(digit_lanes(text), 8 * count); }

/// Moves the digits of both numbers to lanes of their own: eight before and eight behind each point. False
/// where a number has more digits.
[[gnu::always_inline]] inline bool spread_by_shifts(const LevelBytes& bytes, const LevelParts& at, __m256i& lanes) {
  if (at.price_point > 10 || at.price_end - at.price_point > 9 || at.size_point - at.size_at > 8 ||
      at.size_end - at.size_point > 9)
    return false;
  const auto fraction = [&](unsigned point, unsigned end) {
    const unsigned count = end - point - (bytes.points >> point & 1U);
    return static_cast<long long>(behind_point(bytes.text + point + 1, count));
  };
  lanes = _mm256_set_epi64x(fraction(at.size_point, at.size_end),
                            static_cast<long long>(before_point(bytes.text + at.size_at, at.size_point - at.size_at)),
                            fraction(at.price_point, at.price_end),
                            static_cast<long long>(before_point(bytes.text + 2, at.price_point - 2)));
  return true;
}

#if defined(__AVX512VBMI__) && defined(__AVX512VL__) && defined(__AVX512BW__)
/// The same with one byte permutation, where the processor has it.
[[gnu::always_inline]] inline bool spread_at_once(const LevelBytes& bytes, const LevelParts& at, __m256i& lanes) {
  const __m256i steps = _mm256_setr_epi8(-8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8,  //
                                         -8, -7, -6, -5, -4, -3, -2, -1, 1, 2, 3, 4, 5, 6, 7, 8);
  const __m256i halves = _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  //
                                          1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1);
  const __m128i points = _mm_cvtsi32_si128(static_cast<int>(at.price_point | at.size_point << 8));
  // The zero-masked form, because g++ 12 has a false warning about the other form.
  const __m256i of_half = _mm256_maskz_permutexvar_epi8(~__mmask32{0}, halves, _mm256_castsi128_si256(points));
  const __m256i sources = _mm256_add_epi8(steps, of_half);
  // Mask of those of the 17 bytes around each point that are digits of its number.
  constexpr std::uint64_t kAround = 0x1FFFF;
  constexpr std::uint64_t kNotPoint = kAround & ~std::uint64_t{0x100};
  const std::uint64_t of_price = _bzhi_u64(bytes.digits, at.price_end) << 8 >> at.price_point;
  const std::uint64_t of_size = _bzhi_u64(bytes.digits, at.size_end) >> at.size_at << (at.size_at + 8) >> at.size_point;
  const std::uint64_t kept = _pext_u64((of_price & kAround) | of_size << 17, kNotPoint | kNotPoint << 17);
  lanes = _mm256_maskz_permutexvar_epi8(static_cast<__mmask32>(kept), sources, bytes.values);
  return std::popcount(kept) == std::popcount(_bzhi_u32(bytes.digits, at.size_end));
}
inline constexpr auto* kSpread = &spread_at_once;
#else
inline constexpr auto* kSpread = &spread_by_shifts;
#endif

}  // namespace detail

/// Reads the two numbers. 48 bytes must be readable from `text`, which points to `["`.
template <auto kSpread = detail::kSpread>
[[gnu::always_inline]] inline PlainLevel plain_level(const char* text) {
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
  const __m256i values = _mm256_sub_epi8(bytes, _mm256_set1_epi8('0'));
  const auto mask = [](__m256i lanes) { return static_cast<std::uint32_t>(_mm256_movemask_epi8(lanes)); };
  const std::uint32_t digits = mask(_mm256_cmpeq_epi8(_mm256_min_epu8(values, _mm256_set1_epi8(9)), values));
  const std::uint32_t others = ~digits & ~3U;
  const std::uint32_t points = mask(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('.')));
  const std::uint32_t closing = mask(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"'))) & ~3U;
  const std::uint32_t behind_price = closing & (closing - 1);
  const std::uint32_t behind_size = behind_price & (behind_price - 1);
  if (behind_size == 0) return {};
  const auto place = [](std::uint32_t bits) { return static_cast<unsigned>(std::countr_zero(bits)); };
  detail::LevelParts at{};
  at.price_end = place(closing);
  at.size_at = place(behind_price) + 1;
  at.size_end = place(behind_size);
  at.price_point = place(others);
  at.size_point = place(others >> at.size_at) + at.size_at;
  // Only digits are allowed, apart from one point in each number, after at least one digit, and `","` between
  // them.
  const std::uint32_t allowed = (points & (1U << at.price_point | 1U << at.size_point)) | 7U << at.price_end;
  const bool plain = at.size_at == at.price_end + 3 && (_bzhi_u32(others, at.size_end) & ~allowed) == 0 &&
                     text[at.price_end + 1] == ',' && (((others >> 2) | (others >> at.size_at)) & 1U) == 0;
  __m256i lanes;
  if (!plain || !kSpread({text, values, digits, points}, at, lanes)) [[unlikely]]
    return {};
  const __m256i pairs = _mm256_maddubs_epi16(lanes, _mm256_set1_epi16(0x010A));
  const __m256i fours = _mm256_madd_epi16(pairs, _mm256_set1_epi32(0x00010064));
  const __m256i eights = _mm256_madd_epi16(_mm256_packus_epi32(fours, fours), _mm256_set1_epi32(0x00012710));
  const auto units = [](__m128i groups) {
    const auto both = static_cast<std::uint64_t>(_mm_cvtsi128_si64(groups));
    return static_cast<std::int64_t>((both & 0xFFFF'FFFFU) * 100'000'000U + (both >> 32));
  };
  return {text + at.price_end, text + at.size_end, units(_mm256_castsi256_si128(eights)),
          units(_mm256_extracti128_si256(eights, 1))};
}

}  // namespace basis
#endif
