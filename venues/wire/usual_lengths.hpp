#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#if defined(__AVX2__) && defined(__BMI2__)
#include <immintrin.h>
#endif

namespace basis::wire {

/// The text that was skipped in the last message of a type to reach a field.
struct SkippedText {
  static constexpr std::size_t kKept = 32;

  std::uint8_t length = 0;             ///< of the skipped text; zero where it is not known
  std::array<char, kKept> bytes = {};  ///< the text, if it is no longer than this

  /// Whether the same bytes are at `text`, of which `kKept` must be readable.
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
  /// Stores the text; to be called before `length` is set. `kKept` bytes must be readable.
  void keep(const char* text) { std::memcpy(bytes.data(), text, kKept); }
};

/// Lengths of the parts of the last message of a type, by the first letter of a field's key. They are
/// predictions: a wrong one costs time, but does not change the result.
struct UsualLengths {
  std::array<std::uint8_t, 32> texts{};   ///< of the text of a field
  SkippedText tail;                       ///< skipped after an object's last field of interest
  std::array<SkippedText, 32> skipped{};  ///< skipped to reach a field
};

}  // namespace basis::wire
