#pragma once

#include "venues/wire/encoder_settings.hpp"
#include "venues/wire/hmac_sha256.hpp"
#include "venues/wire/order_buffer.hpp"
#include "venues/wire/order_table.hpp"

namespace basis::okx {

/// Real money, or OKX's demo trading (header `x-simulated-trading: 1`).
enum class Trading { real, demo };

/// Orders of OKX v5, spot and perpetual swaps, as signed HTTP/1.1 requests or as messages of a WebSocket connection
/// that has logged in. Sources, all of okx.com/docs-v5/en: "Place order" (POST /api/v5/trade/order), "Cancel order"
/// (POST /api/v5/trade/cancel-order), "Amend order" (POST /api/v5/trade/amend-order, with `expTime`), "REST
/// Authentication" (OK-ACCESS-SIGN: base64 HMAC-SHA256 of time stamp, method, path and body), "Transaction Timeouts"
/// (`expTime`), "Demo Trading Services", "WS / Place order", "WS / Cancel order", "WS / Amend order" (op order,
/// cancel-order, amend-order; a message's `id` is the order's client id behind "n", "c" or "a").
///
/// A message names its market by `instId`. Since 2026-03-26 the venue wants `instIdCode` there, an integer that only
/// its instruments tell: the session that sends the message puts it in the place of the symbol.
///
/// Spot is traded in cash mode; its market orders are sized in coins (`tgtCcy` base_ccy, which is only for
/// those). Swaps are traded on cross margin in net position mode, sized in contracts. OKX has no receive
/// window: an order carries its time of expiry as `expTime` instead. A cancel has none, and is valid
/// for the 30 seconds that OKX allows any request.
///
/// Everything is allocated by `create`. Encoding allocates nothing, makes no system call and takes no lock;
/// several threads may encode at the same time.
class OrderEncoder {
 public:
  /// Everything that `check_settings` and `OrderTable::build` refuse is a usage error.
  static Result<OrderEncoder> create(const wire::EncoderSettings& settings, Trading trading);

  /// Writes the complete request or message of a new order, a cancel or an amendment to `out`, for `now` by the venue's
  /// clock. A refused command leaves `out` empty.
  wire::EncodeResult encode(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;

 private:
  OrderEncoder(const wire::EncoderSettings& settings, Trading trading, wire::OrderTable table);
  wire::EncodeResult encode_request(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;
  wire::EncodeResult encode_message(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;
  [[nodiscard]] std::uint64_t expiry_ms(UtcTime now) const {
    return static_cast<std::uint64_t>((now + receive_window_).nanos() / 1'000'000);
  }

  wire::OrderTable table_;
  wire::HmacSha256 signer_;
  Nanos receive_window_;
  wire::Transport transport_;
  std::array<Secret, 3> heads_;  // up to the time stamp, by action
};

}  // namespace basis::okx
