#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

#if defined(__SSE4_1__)
#include <immintrin.h>
#endif

namespace basis::wire {

/// The quote that closes the string whose text begins at `text`; null where the string is not plain: it has a
/// backslash, a control character or a byte beyond ASCII. 16 bytes beyond `end` must be readable; the result
/// may lie there.
inline const char* string_end(const char* text, const char* end) {
#if defined(__SSE4_1__)
  for (; text < end; text += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
    // The comparison is signed, so that bytes beyond ASCII are less than the space too.
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

/// The first `wanted` from `text` on; null where there is none before `end`. 16 bytes beyond `end` must be
/// readable; the result may lie there.
inline const char* find_byte(const char* text, const char* end, char wanted) {
#if defined(__SSE4_1__)
  for (; text < end; text += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(wanted))));
    if (found != 0) return text + std::countr_zero(found);
  }
#else
  for (; text < end; ++text)
    if (*text == wanted) return text;
#endif
  return nullptr;
}

/// A field whose value is a plain string: `"name":"value"`.
struct PlainField {
  const char* begin = nullptr;  ///< the quote before the name; null where there is no such field
  std::uint32_t name_end = 0;   ///< the quote behind the name, in bytes from `begin`
  std::uint32_t size = 0;

  [[nodiscard]] const char* end() const { return begin + size; }
  [[nodiscard]] std::string_view name() const { return {begin + 1, name_end - 1}; }
  [[nodiscard]] std::string_view value() const { return {begin + name_end + 3, size - name_end - 4}; }
};

/// Finds the plain fields that lie completely in `kBytes` bytes, all of which must be readable. The position of
/// the next field comes from a bit mask, without another memory access.
template <std::size_t kBytes>
class PlainFields {
  static_assert(kBytes == 32 || kBytes == 64);

 public:
  [[gnu::always_inline]] explicit PlainFields(const char* at) : at_(at) {
    for (std::size_t i = 0; i < kBytes; i += 32) look(i);
  }

  /// The field that begins at `field`, which is the next one in the bytes; none where it is not plain or does
  /// not lie completely in them.
  [[gnu::always_inline]] PlainField next(const char* field) {
    const std::uint64_t second = quotes_ & (quotes_ - 1);
    const std::uint64_t third = second & (second - 1);
    const std::uint64_t fourth = third & (third - 1);
    if (fourth == 0) return {};
    const auto place = [](std::uint64_t bits) { return static_cast<std::uint32_t>(std::countr_zero(bits)); };
    const std::uint32_t begin = place(quotes_);
    const std::uint32_t name_end = place(second);
    const bool joined = at_ + begin == field && place(third) == name_end + 2 && at_[name_end + 1] == ':';
    if (!joined || (odd_ & (fourth - 1)) != 0) return {};
    quotes_ = fourth & (fourth - 1);
    return {at_ + begin, name_end - begin, place(fourth) + 1 - begin};
  }

 private:
  [[gnu::always_inline]] void look([[maybe_unused]] std::size_t from) {
#if defined(__AVX2__)
    const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at_ + from));
    const auto mask = [&](__m256i lanes) {
      return std::uint64_t{static_cast<std::uint32_t>(_mm256_movemask_epi8(lanes))} << from;
    };
    quotes_ |= mask(_mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('"')));
    // The comparison is signed, so that bytes beyond ASCII are less than the space too.
    odd_ |= mask(_mm256_or_si256(_mm256_cmpgt_epi8(_mm256_set1_epi8(' '), bytes),
                                 _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('\\'))));
#endif
  }

  const char* at_;
  std::uint64_t quotes_ = 0;
  std::uint64_t odd_ = 0;
};

/// The first field named `key` behind the one that begins at `field`, from its quote on. Null where there is
/// none, or where a field before it cannot be skipped.
const char* skip_to(const char* field, const char* end, std::string_view key);
/// The end of the field that begins at `name` (its quote), or null where it cannot be skipped.
const char* skip_field(const char* name, const char* end);
/// The end of the value that begins at `value`: a plain string, a number without an exponent, a word, or empty
/// brackets. Null for any other, which is left to the general parser.
const char* skip_value(const char* value, const char* end);

}  // namespace basis::wire
