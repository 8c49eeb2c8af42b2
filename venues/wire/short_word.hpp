#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#if defined(__SSE4_1__)
#include <immintrin.h>
#endif

namespace basis::wire {

/// A word of 1 to 16 bytes as two integers, so that it is compared without reading its text again.
struct ShortWord {
  static constexpr std::size_t kLongest = 16;

  std::uint64_t first = 0;   ///< the first eight bytes, followed by zeros
  std::uint64_t second = 0;  ///< the remaining bytes

  /// The word `text`; a longer text gives an empty word, which equals no name.
  static constexpr ShortWord of(std::string_view text) {
    ShortWord word;
    if (text.size() > kLongest) return word;
    for (std::size_t i = 0; i < text.size(); ++i) {
      const auto byte = std::uint64_t{static_cast<unsigned char>(text[i])};
      (i < 8 ? word.first : word.second) |= byte << (i % 8 * 8);
    }
    return word;
  }
  /// The word that begins at `text` and ends before the first `stop` or `other_stop`; an empty word if it is
  /// longer. 17 bytes must be readable.
  static ShortWord before(const char* text, char stop, char other_stop) {
#if defined(__SSE4_1__)
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(text));
    const __m128i ends =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, _mm_set1_epi8(stop)), _mm_cmpeq_epi8(bytes, _mm_set1_epi8(other_stop)));
    const auto found = static_cast<unsigned>(_mm_movemask_epi8(ends));
    if (found == 0 && text[kLongest] != stop && text[kLongest] != other_stop) return {};
    const __m128i places = _mm_setr_epi8(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    const auto length = static_cast<char>(std::countr_zero(found | 0x10000U));
    const __m128i word = _mm_and_si128(bytes, _mm_cmplt_epi8(places, _mm_set1_epi8(length)));
    return {static_cast<std::uint64_t>(_mm_cvtsi128_si64(word)),
            static_cast<std::uint64_t>(_mm_extract_epi64(word, 1))};
#else
    const std::string_view all(text, kLongest + 1);
    const std::size_t first = all.find(stop);
    const std::size_t other = all.find(other_stop);
    return of(all.substr(0, first < other ? first : other));
#endif
  }
  static ShortWord before(const char* text, char stop) { return before(text, stop, stop); }
  friend constexpr bool operator==(const ShortWord&, const ShortWord&) = default;
};

/// A word and the message that it names.
template <class Message>
struct NamedMessage {
  constexpr NamedMessage(std::string_view text, Message meant) : word(ShortWord::of(text)), message(meant) {}
  ShortWord word;
  Message message;
};

/// The message that `word` names; `Message{}`, the unknown one, where there is none.
template <class Message, std::size_t kSize>
Message named(const std::array<NamedMessage<Message>, kSize>& names, ShortWord word) {
  for (const NamedMessage<Message>& name : names)
    if (name.word == word) return name.message;
  return Message{};
}

}  // namespace basis::wire
