#pragma once

#include "venues/wire/encoder_settings.hpp"
#include "venues/wire/hmac_sha256.hpp"
#include "venues/wire/order_buffer.hpp"
#include "venues/wire/order_table.hpp"

namespace basis::bybit {

/// Orders of Bybit v5, spot and USDT perpetuals, as signed HTTP/1.1 requests or as messages of a WebSocket connection
/// that has logged in.
/// Sources: bybit-exchange.github.io/docs/v5/order/create-order (POST
/// /v5/order/create), .../v5/order/cancel-order (POST /v5/order/cancel),
/// .../v5/order/amend-order (POST /v5/order/amend),
/// .../v5/websocket/trade/guideline (order.create, order.cancel, order.amend; a `reqId` may not be used twice, so it is
/// made of the action, the time and the order's client id),
/// .../v5/guide (X-BAPI-SIGN: hexadecimal HMAC-SHA256 of time stamp, key, receive
/// window and body).
///
/// Spot market orders are sized in coins (`marketUnit` baseCoin; the venue's own
/// default for buys is the quote currency). Perpetuals are in one-way position
/// mode (`positionIdx` 0).
///
/// Everything is allocated by `create`. Encoding allocates nothing, makes no system call and takes no lock;
/// several threads may encode at the same time.
class OrderEncoder {
 public:
  /// Everything that `check_settings` and `OrderTable::build` refuse is a usage error.
  static Result<OrderEncoder> create(const wire::EncoderSettings& settings);

  /// Writes the complete request or message of a new order, a cancel or an amendment to `out`, for `now` by the venue's
  /// clock. A refused command leaves `out` empty.
  wire::EncodeResult encode(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;

 private:
  OrderEncoder(const wire::EncoderSettings& settings, wire::OrderTable table);
  wire::EncodeResult encode_request(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;
  wire::EncodeResult encode_message(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;

  wire::OrderTable table_;
  wire::HmacSha256 signer_;
  wire::Transport transport_;
  std::array<Secret, 3> heads_;                 // up to the time stamp, by action
  Secret signed_middle_;                        // what is signed between time stamp and body
  std::array<std::string, 3> message_middles_;  // between a message's time stamp and its parameters, by action
};

}  // namespace basis::bybit
