#pragma once

#include <array>
#include <cstddef>
#include <string_view>

#include "core/base/utc_time.hpp"
#include "core/execution/order_command.hpp"
#include "venues/wire/hmac_sha256.hpp"

namespace basis::wire {

/// An order's text before it is signed, in memory of its own, so that two orders can be signed at the same
/// time. Reused for every order. It cannot be moved, because its views refer to `memory`.
struct OrderDraft {
  /// More than the longest text to sign of any encoder: configured text that `create` limits (128 bytes of
  /// key), 32 bytes each of symbol and id, 20 digits per number.
  static constexpr std::size_t kCapacity = 768;

  OrderDraft() = default;
  OrderDraft(const OrderDraft&) = delete;
  OrderDraft& operator=(const OrderDraft&) = delete;

  [[nodiscard]] HmacSha256::Job job() const { return {signer, to_sign, beginning}; }
  [[nodiscard]] Sha256Digest sign() const { return signer->sign(to_sign); }

  const HmacSha256* signer = nullptr;
  const HmacSha256::Beginning* beginning = nullptr;  ///< of a text that `to_sign` begins with; may be null
  OrderAction action = OrderAction::create;
  UtcTime now;
  std::string_view to_sign;
  std::string_view stamp;  ///< the time stamp, as text
  std::string_view body;   ///< of the request, without the signature
  std::array<char, kCapacity> memory;
};

}  // namespace basis::wire
