#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#if defined(__AVX2__) && defined(__BMI2__)
#include <immintrin.h>
#endif

namespace basis::wire {

/// What was passed over in the last message of a kind to get to a field.
struct SkippedText {
  static constexpr std::size_t kKept = 32;

  std::uint8_t length = 0;             ///< zero before the first time
  std::array<char, kKept> bytes = {};  ///< the text, where it is no longer than this

  /// Whether the same bytes stand at `text`, of which `kKept` must be readable.
  [[nodiscard]] bool stands_at(const char* text) const {
    if (length == 0 || length > kKept) return false;
#if defined(__AVX2__) && defined(__BMI2__)
    const auto load = [](const char* from) { return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from)); };
    const auto same = _mm256_movemask_epi8(_mm256_cmpeq_epi8(load(text), load(bytes.data())));
    return _bzhi_u32(~static_cast<std::uint32_t>(same), length) == 0;
#else
    return std::memcmp(text, bytes.data(), length) == 0;
#endif
  }
  /// Before `length` is set. `kKept` bytes must be readable.
  void keep(const char* text) { std::memcpy(bytes.data(), text, kKept); }
};

/// How long the parts of a message were in the last one of its kind, by the first letter of a
/// field's key: guesses, which cost time where they are wrong, and nothing else.
struct UsualLengths {
  std::array<std::uint8_t, 32> texts{};   ///< what a field holds
  SkippedText tail;                       ///< what is passed over behind an object's last field of interest
  std::array<SkippedText, 32> skipped{};  ///< what is passed over to get to a field
};

}  // namespace basis::wire
