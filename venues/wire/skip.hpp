#pragma once

#include <bit>
#include <cstddef>

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

/// Behind the field that begins at `name` (its quote), or null where that is no
/// plain one. Functions of their own: what they pass over is nobody's business.
const char* skip_field(const char* name, const char* end);
/// Behind the value that begins at `value`, or null.
const char* skip_value(const char* value, const char* end);

}  // namespace basis::wire
