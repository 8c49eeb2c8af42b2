#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "core/time/utc_time.hpp"
#include "venues/wire/hmac_sha256.hpp"

namespace basis::wire {

/// An order's text before its signature, in memory of its own, so that two orders
/// can be signed at a time. Reused from order to order; stays where it is.
struct OrderDraft {
  /// More than the longest text to sign of any encoder: what `create` bounds in
  /// configuration (128 bytes of key), 32 bytes of symbol and of id, 20 digits a number.
  static constexpr std::size_t kCapacity = 768;

  OrderDraft() = default;
  OrderDraft(const OrderDraft&) = delete;
  OrderDraft& operator=(const OrderDraft&) = delete;

  [[nodiscard]] HmacSha256::Job job() const { return {signer, to_sign, beginning}; }
  [[nodiscard]] Sha256Digest sign() const { return signer->sign(to_sign); }

  const HmacSha256* signer = nullptr;
  const HmacSha256::Beginning* beginning = nullptr;  ///< where `to_sign` begins as many do
  UtcTime now;
  std::string_view to_sign;
  std::string_view stamp;  ///< its time, as text
  std::string_view body;   ///< of the request, without what comes of the signature
  std::array<char, kCapacity> memory;
};

}  // namespace basis::wire
