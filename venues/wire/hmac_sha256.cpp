#include "venues/wire/hmac_sha256.hpp"

#include <openssl/sha.h>
#include <string.h>  // explicit_bzero is glibc's, not the standard library's

#include <algorithm>

#if defined(__SSSE3__)
#include <immintrin.h>
#endif

#include "venues/wire/sha256_pair.hpp"

// OpenSSL 3.0 deprecates these four functions in favour of EVP, whose contexts are on the heap and take longer
// to copy than the hashing takes: 1,250 ns per signature instead of 240 ns. The state of these functions is a
// plain struct of a public header.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace basis::wire {
namespace {

constexpr std::size_t kBlock = SHA256_CBLOCK;

#if !defined(__SSSE3__)
constexpr char kHexDigits[] = "0123456789abcdef";
#endif

/// The state after one block of `key` XOR `pad`.
std::array<std::uint32_t, 8> hash_key_block(const std::array<std::uint8_t, kBlock>& key, std::uint8_t pad) {
  std::array<std::uint8_t, kBlock> block;
  std::transform(key.begin(), key.end(), block.begin(),
                 [pad](std::uint8_t byte) { return static_cast<std::uint8_t>(byte ^ pad); });
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, block.data(), block.size());
  std::array<std::uint32_t, 8> state;
  std::copy_n(context.h, state.size(), state.begin());
  explicit_bzero(block.data(), block.size());
  explicit_bzero(&context, sizeof(context));
  return state;
}

/// Sets `context` to a hash that has taken one block and has the state `state`.
void resume(SHA256_CTX& context, const std::array<std::uint32_t, 8>& state) {
  std::copy(state.begin(), state.end(), context.h);
  context.Nl = kBlock * 8;  // bits so far
  context.Nh = 0;
  context.num = 0;
  context.md_len = SHA256_DIGEST_LENGTH;
}

}  // namespace

HmacSha256::HmacSha256(const Secret& key) {
  const std::string_view bytes = key.reveal();
  std::array<std::uint8_t, kBlock> padded{};
  // RFC 2104: a key longer than a block is replaced by its hash.
  if (bytes.size() > kBlock)
    SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), padded.data());
  else
    std::copy(bytes.begin(), bytes.end(), padded.begin());
  inner_ = hash_key_block(padded, 0x36);
  outer_ = hash_key_block(padded, 0x5c);
  explicit_bzero(padded.data(), padded.size());
}

HmacSha256::~HmacSha256() { wipe(); }

HmacSha256::HmacSha256(HmacSha256&& other) noexcept : inner_(other.inner_), outer_(other.outer_) { other.wipe(); }

HmacSha256& HmacSha256::operator=(HmacSha256&& other) noexcept {
  if (this != &other) {
    inner_ = other.inner_;
    outer_ = other.outer_;
    other.wipe();
  }
  return *this;
}

void HmacSha256::wipe() {
  explicit_bzero(inner_.data(), sizeof(inner_));
  explicit_bzero(outer_.data(), sizeof(outer_));
}

HmacSha256::Beginning::~Beginning() { explicit_bzero(state_.data(), sizeof(state_)); }

HmacSha256::Beginning HmacSha256::begin(std::string_view text) const {
  Beginning beginning;
  beginning.hashed_ = text.size() / kBlock * kBlock;
  SHA256_CTX context;
  resume(context, inner_);
  SHA256_Update(&context, text.data(), beginning.hashed_);
  std::copy_n(context.h, beginning.state_.size(), beginning.state_.begin());
  explicit_bzero(&context, sizeof(context));
  return beginning;
}

Sha256Digest HmacSha256::sign(std::string_view message) const {
  Sha256Digest digest;
  SHA256_CTX context;
  resume(context, inner_);
  SHA256_Update(&context, message.data(), message.size());
  SHA256_Final(digest.data(), &context);
  resume(context, outer_);
  SHA256_Update(&context, digest.data(), digest.size());
  SHA256_Final(digest.data(), &context);
  return digest;
}

// Not inlined: the compiler clears the upper halves of vector registers before a call, but not where the
// function is inlined.
[[gnu::noinline]] std::array<Sha256Digest, 2> HmacSha256::sign_both(const Job& first, const Job& second) {
#if defined(__SHA__)
  const auto inside = [](const Job& job) {
    if (job.beginning == nullptr) return Sha256Stream(job.signer->inner_, kBlock, job.message);
    const std::size_t hashed = job.beginning->hashed_;
    return Sha256Stream(job.beginning->state_, kBlock + hashed, job.message.substr(hashed));
  };
  const auto outside = [](const Job& job) { return Sha256State::of(job.signer->outer_); };
  return hash_hashes({outside(first), outside(second)}, finish_both(inside(first), inside(second)));
#else
  return {first.signer->sign(first.message), second.signer->sign(second.message)};
#endif
}

char* write_hex(char* out, const Sha256Digest& digest) {
#if defined(__SSSE3__)
  const __m128i letters = _mm_setr_epi8('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f');
  const __m128i low_half = _mm_set1_epi8(0x0f);
  for (std::size_t at = 0; at < digest.size(); at += 16) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(digest.data() + at));
    const __m128i high = _mm_shuffle_epi8(letters, _mm_and_si128(_mm_srli_epi16(bytes, 4), low_half));
    const __m128i low = _mm_shuffle_epi8(letters, _mm_and_si128(bytes, low_half));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out), _mm_unpacklo_epi8(high, low));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 16), _mm_unpackhi_epi8(high, low));
    out += 32;
  }
#else
  for (const std::uint8_t byte : digest) {
    *out++ = kHexDigits[byte >> 4];
    *out++ = kHexDigits[byte & 15];
  }
#endif
  return out;
}

char* write_base64(char* out, const Sha256Digest& digest) {
  constexpr char kLetters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  // One byte more than the digest, so that the last group is read like the others.
  std::array<std::uint32_t, 33> bytes{};
  std::copy(digest.begin(), digest.end(), bytes.begin());
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t group = bytes[i] << 16 | bytes[i + 1] << 8 | bytes[i + 2];
    for (int shift = 18; shift >= 0; shift -= 6) *out++ = kLetters[group >> shift & 63];
  }
  out[-1] = '=';  // the last group has only two bytes
  return out;
}

}  // namespace basis::wire
