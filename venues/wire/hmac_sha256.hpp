#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/config/secret.hpp"

namespace basis::wire {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// HMAC-SHA256 (RFC 2104) with one key. The two blocks that depend only on the key, inner and outer padding,
/// are hashed once at construction; a signature starts from copies of these states. They allow signing just as
/// the key does, and are overwritten on destruction.
class HmacSha256 {
 public:
  explicit HmacSha256(const Secret& key);
  ~HmacSha256();
  HmacSha256(HmacSha256&& other) noexcept;
  HmacSha256& operator=(HmacSha256&& other) noexcept;
  HmacSha256(const HmacSha256&) = delete;
  HmacSha256& operator=(const HmacSha256&) = delete;

  /// Allocates nothing. May be called from several threads at the same time.
  [[nodiscard]] Sha256Digest sign(std::string_view message) const;

  /// A started signature: the state after the whole blocks of a text with which many messages begin. It allows
  /// signing of such messages, and is overwritten on destruction.
  class Beginning {
   public:
    Beginning() = default;
    ~Beginning();
    Beginning(const Beginning&) = default;
    Beginning& operator=(const Beginning&) = default;
    [[nodiscard]] std::size_t hashed() const { return hashed_; }  ///< bytes of the text in the state; may be zero

   private:
    friend class HmacSha256;
    std::array<std::uint32_t, 8> state_{};
    std::size_t hashed_ = 0;
  };
  [[nodiscard]] Beginning begin(std::string_view text) const;

  /// A message to sign, and its signer.
  struct Job {
    const HmacSha256* signer = nullptr;
    std::string_view message;
    const Beginning* beginning = nullptr;  ///< of this signer and the start of this message; null where there is none
  };
  /// Both signatures. Where the processor hashes in hardware this takes little longer than one of them: the
  /// rounds of one hash depend on each other, but those of two hashes do not.
  static std::array<Sha256Digest, 2> sign_both(const Job& first, const Job& second);

 private:
  using State = std::array<std::uint32_t, 8>;
  void wipe();

  State inner_{};
  State outer_{};
};

inline constexpr std::size_t kHexDigest = 64;
inline constexpr std::size_t kBase64Digest = 44;

/// Writes 64 lower-case hexadecimal digits at `out`; returns their end.
char* write_hex(char* out, const Sha256Digest& digest);
/// Writes the 44 characters of base64 (RFC 4648, padded) at `out`; returns their end.
char* write_base64(char* out, const Sha256Digest& digest);

}  // namespace basis::wire
