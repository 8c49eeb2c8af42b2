#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/config/secret.hpp"

namespace basis::wire {

using Sha256Digest = std::array<std::uint8_t, 32>;

/// HMAC-SHA256 (RFC 2104) with one key, hashed by OpenSSL. The two blocks that depend only on the key, inner and outer
/// padding, are hashed once at construction; a signature starts from copies of these states. They allow signing just as
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
