#pragma once

// Two SHA-256 hashes (FIPS 180-4) at a time, where the processor has instructions for it. OpenSSL has this too,
// but only inside its TLS code, not in its public interface.

#if defined(__SHA__)

#include <immintrin.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace basis::wire {

/// FIPS 180-4, section 4.2.2.
alignas(16) inline constexpr std::array<std::uint32_t, 64> kSha256Constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

/// The eight words of a hash state in the order that the instructions need.
struct Sha256State {
  __m128i abef;
  __m128i cdgh;

  static Sha256State of(const std::array<std::uint32_t, 8>& words) {
    const __m128i dcba = _mm_loadu_si128(reinterpret_cast<const __m128i*>(words.data()));
    const __m128i hgfe = _mm_loadu_si128(reinterpret_cast<const __m128i*>(words.data() + 4));
    const __m128i cdab = _mm_shuffle_epi32(dcba, 0xB1);
    const __m128i efgh = _mm_shuffle_epi32(hgfe, 0x1B);
    return {_mm_alignr_epi8(cdab, efgh, 8), _mm_blend_epi16(efgh, cdab, 0xF0)};
  }
  /// The words in their standard order, in two groups of four.
  struct Words {
    __m128i first;
    __m128i second;
  };
  [[nodiscard]] Words words() const {
    const __m128i feba = _mm_shuffle_epi32(abef, 0x1B);
    const __m128i dchg = _mm_shuffle_epi32(cdgh, 0xB1);
    return {_mm_blend_epi16(feba, dchg, 0xF0), _mm_alignr_epi8(dchg, feba, 8)};
  }
};

/// A block of 64 bytes as sixteen words.
struct Sha256Block {
  __m128i words[4];
};

/// Words are big-endian in a message and in a hash.
inline __m128i swap_words(__m128i words) {
  return _mm_shuffle_epi8(words, _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203));
}

/// Adds one block to each state; the rounds of the hashes are interleaved.
template <std::size_t kStreams>
[[gnu::always_inline]] inline void sha256_take(const std::array<Sha256State*, kStreams>& states,
                                               std::array<Sha256Block, kStreams> blocks) {
  std::array<Sha256State, kStreams> work;
  for (std::size_t s = 0; s < kStreams; ++s) work[s] = *states[s];
  struct Added {
    __m128i words;
  };
#pragma GCC unroll 16
  for (std::size_t four = 0; four < 16; ++four) {
    const __m128i constants = _mm_load_si128(reinterpret_cast<const __m128i*>(kSha256Constants.data() + four * 4));
    std::array<Added, kStreams> added;
#pragma GCC unroll 2
    for (std::size_t s = 0; s < kStreams; ++s) {
      auto& w = blocks[s].words;
      __m128i& now = w[four % 4];
      if (four >= 4) {
        const __m128i seventh = _mm_alignr_epi8(w[(four + 3) % 4], w[(four + 2) % 4], 4);
        now = _mm_sha256msg2_epu32(_mm_add_epi32(_mm_sha256msg1_epu32(now, w[(four + 1) % 4]), seventh),
                                   w[(four + 3) % 4]);
      }
      added[s].words = _mm_add_epi32(now, constants);
    }
#pragma GCC unroll 2
    for (std::size_t s = 0; s < kStreams; ++s)
      work[s].cdgh = _mm_sha256rnds2_epu32(work[s].cdgh, work[s].abef, added[s].words);
#pragma GCC unroll 2
    for (std::size_t s = 0; s < kStreams; ++s)
      work[s].abef = _mm_sha256rnds2_epu32(work[s].abef, work[s].cdgh, _mm_shuffle_epi32(added[s].words, 0x0E));
  }
  for (std::size_t s = 0; s < kStreams; ++s) {
    states[s]->abef = _mm_add_epi32(states[s]->abef, work[s].abef);
    states[s]->cdgh = _mm_add_epi32(states[s]->cdgh, work[s].cdgh);
  }
}

/// A message that continues from a known state, divided into blocks: the whole blocks of the message itself,
/// and one or two behind them with padding and length.
class Sha256Stream {
 public:
  static constexpr std::size_t kBlock = 64;

  /// `hashed`: bytes already in `state`, a multiple of a block. The message must outlive the stream.
  Sha256Stream(const std::array<std::uint32_t, 8>& state, std::size_t hashed, std::string_view message)
      : state_(Sha256State::of(state)), message_(message.data()), whole_(message.size() / kBlock) {
    const std::size_t rest = message.size() % kBlock;
    const std::size_t behind = rest + 9 <= kBlock ? 1 : 2;
    blocks_ = whole_ + behind;
    write_tail(message_ + whole_ * kBlock, rest, behind, __builtin_bswap64((hashed + message.size()) * 8));
  }

  [[nodiscard]] std::size_t blocks() const { return blocks_; }
  [[nodiscard]] Sha256Block block(std::size_t index) const {
    const char* const at = index < whole_ ? message_ + index * kBlock : tail_.data() + (index - whole_) * kBlock;
    Sha256Block words;
    for (std::size_t i = 0; i < 4; ++i)
      words.words[i] = swap_words(_mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16 * i)));
    return words;
  }
  [[nodiscard]] Sha256State& state() { return state_; }

 private:
  void write_tail(const char* from, std::size_t rest, std::size_t behind, std::uint64_t bits) {
#if defined(__AVX512BW__) && defined(__BMI2__)
    // Written with one store, so that later loads of parts do not have to wait.
    const auto all = ~std::uint64_t{0};
    __m512i block = _mm512_maskz_loadu_epi8(_bzhi_u64(all, static_cast<unsigned>(rest)), from);
    block = _mm512_mask_mov_epi8(block, std::uint64_t{1} << rest, _mm512_set1_epi8(static_cast<char>(0x80)));
    const __m512i length = _mm512_maskz_set1_epi64(0x80, static_cast<long long>(bits));
    if (behind == 1) {
      block = _mm512_or_si512(block, length);
    } else {
      _mm512_storeu_si512(tail_.data() + kBlock, length);
    }
    _mm512_storeu_si512(tail_.data(), block);
#else
    std::memset(tail_.data(), 0, behind * kBlock);
    std::memcpy(tail_.data(), from, rest);
    tail_[rest] = static_cast<char>(0x80);
    std::memcpy(tail_.data() + behind * kBlock - 8, &bits, 8);
#endif
  }

  Sha256State state_;
  const char* message_;
  std::size_t whole_;
  std::size_t blocks_;
  std::array<char, 2 * kBlock> tail_;
};

/// The states after both messages. Blocks are processed in pairs as long as both messages have one.
inline std::array<Sha256State, 2> finish_both(Sha256Stream&& first, Sha256Stream&& second) {
#if defined(__AVX__)
  // The hash instructions exist only in the legacy SSE encoding: while the upper halves of vector registers are
  // in use, each takes a hundred times as long.
  _mm256_zeroupper();
#endif
  const std::size_t shared = first.blocks() < second.blocks() ? first.blocks() : second.blocks();
  std::size_t index = 0;
  for (; index < shared; ++index)
    sha256_take<2>({&first.state(), &second.state()}, {first.block(index), second.block(index)});
  for (std::size_t i = index; i < first.blocks(); ++i) sha256_take<1>({&first.state()}, {first.block(i)});
  for (std::size_t i = index; i < second.blocks(); ++i) sha256_take<1>({&second.state()}, {second.block(i)});
  return {first.state(), second.state()};
}

/// The hashes of two messages that are hashes themselves, each started from a state with one block in it.
inline std::array<std::array<std::uint8_t, 32>, 2> hash_hashes(std::array<Sha256State, 2> states,
                                                               const std::array<Sha256State, 2>& messages) {
  // Behind the 32 bytes come a one bit, zeros, and the length in bits: 768, with the block before.
  const __m128i padding = _mm_set_epi32(0, 0, 0, static_cast<int>(0x8000'0000));
  const __m128i length = _mm_set_epi32(768, 0, 0, 0);
  const auto block = [&](const Sha256State& hash) {
    const auto [first, second] = hash.words();
    return Sha256Block{{first, second, padding, length}};
  };
  sha256_take<2>({&states[0], &states[1]}, {block(messages[0]), block(messages[1])});
  std::array<std::array<std::uint8_t, 32>, 2> digests;
  for (std::size_t s = 0; s < digests.size(); ++s) {
    const auto [first, second] = states[s].words();
    _mm_storeu_si128(reinterpret_cast<__m128i*>(digests[s].data()), swap_words(first));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(digests[s].data() + 16), swap_words(second));
  }
  return digests;
}

}  // namespace basis::wire

#endif
