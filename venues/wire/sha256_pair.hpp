#pragma once

// Two SHA-256 hashes (FIPS 180-4) at a time, where the processor has instructions
// for it. OpenSSL has this too, for TLS alone and out of reach from outside.

#if defined(__SHA__)

#include <immintrin.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace basis::wire {

/// A message that goes on from a known state, cut into blocks: those that are whole
/// in the message itself, and one or two behind it with padding and length.
class Sha256Stream {
 public:
  static constexpr std::size_t kBlock = 64;

  /// `hashed`: bytes already in `state`, a multiple of a block. The message outlives the stream.
  Sha256Stream(const std::array<std::uint32_t, 8>& state, std::size_t hashed, std::string_view message)
      : message_(message.data()), whole_(message.size() / kBlock) {
    const std::size_t rest = message.size() % kBlock;
    const std::size_t behind = rest + 9 <= kBlock ? 1 : 2;
    std::memset(tail_.data(), 0, behind * kBlock);
    std::memcpy(tail_.data(), message_ + whole_ * kBlock, rest);
    tail_[rest] = 0x80;
    const std::uint64_t bits = __builtin_bswap64((hashed + message.size()) * 8);
    std::memcpy(tail_.data() + behind * kBlock - 8, &bits, 8);
    blocks_ = whole_ + behind;
    // The instructions want the words of the state in the order they mix them in.
    const __m128i dcba = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state.data()));
    const __m128i hgfe = _mm_loadu_si128(reinterpret_cast<const __m128i*>(state.data() + 4));
    const __m128i cdab = _mm_shuffle_epi32(dcba, 0xB1);
    const __m128i efgh = _mm_shuffle_epi32(hgfe, 0x1B);
    abef_ = _mm_alignr_epi8(cdab, efgh, 8);
    cdgh_ = _mm_blend_epi16(efgh, cdab, 0xF0);
  }

  [[nodiscard]] std::size_t blocks() const { return blocks_; }
  [[nodiscard]] const std::uint8_t* block(std::size_t index) const {
    return index < whole_ ? reinterpret_cast<const std::uint8_t*>(message_) + index * kBlock
                          : tail_.data() + (index - whole_) * kBlock;
  }
  /// The state, big-endian: the hash once every block is in it.
  [[nodiscard]] std::array<std::uint8_t, 32> digest() const {
    const __m128i feba = _mm_shuffle_epi32(abef_, 0x1B);
    const __m128i dchg = _mm_shuffle_epi32(cdgh_, 0xB1);
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    std::array<std::uint8_t, 32> out;
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out.data()), _mm_shuffle_epi8(_mm_blend_epi16(feba, dchg, 0xF0), swap));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out.data() + 16),
                     _mm_shuffle_epi8(_mm_alignr_epi8(dchg, feba, 8), swap));
    return out;
  }

  /// Takes block `index` of each stream into its state; the rounds of one run between those of the other.
  template <std::size_t kStreams>
  static void take(const std::array<Sha256Stream*, kStreams>& streams, std::size_t index) {
    const __m128i swap = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    struct Work {
      __m128i words[4];
      __m128i abef;
      __m128i cdgh;
    };
    struct Rounds {
      __m128i words;
    };
    std::array<Work, kStreams> works;
    std::array<const std::uint8_t*, kStreams> blocks;
    for (std::size_t s = 0; s < kStreams; ++s) {
      works[s].abef = streams[s]->abef_;
      works[s].cdgh = streams[s]->cdgh_;
      blocks[s] = streams[s]->block(index);
    }
#pragma GCC unroll 16
    for (std::size_t four = 0; four < 16; ++four) {
      const __m128i constants = _mm_load_si128(reinterpret_cast<const __m128i*>(kConstants.data() + four * 4));
      std::array<Rounds, kStreams> added;
#pragma GCC unroll 2
      for (std::size_t s = 0; s < kStreams; ++s) {
        auto& w = works[s].words;
        __m128i& now = w[four % 4];
        if (four < 4) {
          now = _mm_shuffle_epi8(_mm_loadu_si128(reinterpret_cast<const __m128i*>(blocks[s] + four * 16)), swap);
        } else {
          const __m128i seventh = _mm_alignr_epi8(w[(four + 3) % 4], w[(four + 2) % 4], 4);
          now = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(now, w[(four + 1) % 4]), seventh),
                                     w[(four + 3) % 4]);
        }
        added[s].words = _mm_add_epi32(now, constants);
      }
#pragma GCC unroll 2
      for (std::size_t s = 0; s < kStreams; ++s)
        works[s].cdgh = _mm_sha256rnds2_epu32(works[s].cdgh, works[s].abef, added[s].words);
#pragma GCC unroll 2
      for (std::size_t s = 0; s < kStreams; ++s)
        works[s].abef = _mm_sha256rnds2_epu32(works[s].abef, works[s].cdgh, _mm_shuffle_epi32(added[s].words, 0x0E));
    }
    for (std::size_t s = 0; s < kStreams; ++s) {
      streams[s]->abef_ = _mm_add_epi32(streams[s]->abef_, works[s].abef);
      streams[s]->cdgh_ = _mm_add_epi32(streams[s]->cdgh_, works[s].cdgh);
    }
  }

 private:
  /// FIPS 180-4, section 4.2.2.
  alignas(16) static constexpr std::array<std::uint32_t, 64> kConstants{
      0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
      0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
      0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
      0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
      0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
      0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
      0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
      0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

  const char* message_;
  std::size_t whole_;
  std::size_t blocks_;
  __m128i abef_;
  __m128i cdgh_;
  std::array<std::uint8_t, 2 * kBlock> tail_;
};

/// The hashes of both, in as many steps as the longer has blocks.
inline std::array<std::array<std::uint8_t, 32>, 2> finish_both(Sha256Stream&& first, Sha256Stream&& second) {
  const std::size_t shared = first.blocks() < second.blocks() ? first.blocks() : second.blocks();
  std::size_t index = 0;
  for (; index < shared; ++index) Sha256Stream::take<2>({&first, &second}, index);
  for (std::size_t i = index; i < first.blocks(); ++i) Sha256Stream::take<1>({&first}, i);
  for (std::size_t i = index; i < second.blocks(); ++i) Sha256Stream::take<1>({&second}, i);
  return {first.digest(), second.digest()};
}

}  // namespace basis::wire

#endif
