#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE4_1__)
#include <immintrin.h>
#endif

namespace basis::wire {

/// The quote that closes the string whose text begins at `text`; null where the
/// string holds what is not plain: a backslash, a control character, a byte beyond
/// ASCII. 16 bytes beyond `end` must be readable; what is found may lie there.
inline const char* string_end(const char* text, const char* end) {
#if defined(__SSE4_1__)
  for (; text < end; text += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
    // Signed, so that bytes beyond ASCII are under the space too.
    const __m128i odd =
        _mm_or_si128(_mm_cmplt_epi8(bytes, _mm_set1_epi8(' ')), _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\\')));
    const auto quotes = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8('"'))));
    const auto stops = quotes | static_cast<unsigned>(_mm_movemask_epi8(odd));
    if (stops == 0) continue;
    const int at = std::countr_zero(stops);
    return (quotes >> at & 1U) != 0 ? text + at : nullptr;
  }
#else
  for (; text < end; ++text) {
    if (*text == '"') return text;
    if (*text < ' ' || *text == '\\') return nullptr;
  }
#endif
  return nullptr;
}

/// A field whose value is a plain string, taken in with one look.
struct PlainField {
  std::uint32_t name_end = 0;   ///< the quote behind the name
  std::uint32_t value_end = 0;  ///< the quote behind the value; zero where it is no such field

  [[nodiscard]] std::string_view name(const char* at) const { return {at + 1, name_end - 1}; }
  [[nodiscard]] std::string_view value(const char* at) const { return {at + name_end + 3, value_end - name_end - 3}; }
};

/// The field `"name":"value"` that begins at `at`, where it is no longer than 32
/// bytes, all of which must be readable.
inline PlainField plain_field([[maybe_unused]] const char* at) {
#if defined(__AVX2__)
  const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  const auto mask = [](__m256i lanes) { return static_cast<std::uint32_t>(_mm256_movemask_epi8(lanes)); };
  const std::uint32_t quotes = mask(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"')));
  // Signed, so that bytes beyond ASCII are under the space too.
  const std::uint32_t odd = mask(_mm256_or_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8(' '), bytes),
                                                 _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\'))));
  const std::uint32_t second = quotes & (quotes - 1);
  const std::uint32_t third = second & (second - 1);
  const std::uint32_t fourth = third & (third - 1);
  if (fourth == 0 || (quotes & 1U) == 0) return {};
  const auto name_end = static_cast<std::uint32_t>(std::countr_zero(second));
  const auto value_end = static_cast<std::uint32_t>(std::countr_zero(fourth));
  const bool joined = (third >> name_end & 7U) == 4 && at[name_end + 1] == ':';
  if (!joined || (odd & (fourth ^ (fourth - 1))) != 0) return {};
  return {name_end, value_end};
#else
  return {};
#endif
}

/// Behind the field that begins at `name` (its quote), or null where that is no
/// plain one. Functions of their own: what they pass over is nobody's business.
const char* skip_field(const char* name, const char* end);
/// Behind the value that begins at `value`, or null.
const char* skip_value(const char* value, const char* end);

}  // namespace basis::wire
