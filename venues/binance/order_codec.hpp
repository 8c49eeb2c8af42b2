#pragma once

#include "venues/wire/encoder_settings.hpp"
#include "venues/wire/hmac_sha256.hpp"
#include "venues/wire/order_buffer.hpp"
#include "venues/wire/order_table.hpp"

namespace basis::binance {

/// Orders of Binance spot or USDⓈ-M, as signed HTTP/1.1 requests or as messages of a WebSocket API connection that has
/// logged in (`session.logon`: neither key nor signature). Sources:
/// developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints
/// (POST and DELETE /api/v3/order, PUT /api/v3/order/amend/keepPriority), .../rest-api/request-security (X-MBX-APIKEY,
/// timestamp, recvWindow, signature: hexadecimal HMAC-SHA256 of the parameters
/// as they are sent),
/// developers.binance.com/docs/derivatives/usds-margined-futures/trade/rest-api/New-Order
/// and .../Cancel-Order, .../Modify-Order (/fapi/v1/order);
/// developers.binance.com/docs/binance-spot-api-docs/websocket-api/trading-requests (order.place, order.cancel,
/// order.amend.keepPriority) and
/// developers.binance.com/docs/derivatives/usds-margined-futures/trade/websocket-api (order.place, order.cancel,
/// order.modify). A message's `id` is the client id of its order behind a letter of the action: n, c or a.
///
/// `Transport::signed_websocket` puts key and signature into each message: HMAC over the parameters sorted by name
/// (.../websocket-api/request-security, "SIGNED request example (HMAC)"). It needs a key of letters, digits and `-_.~`.
///
/// The parameters of an order and an amendment are its body; those of a cancel are its query, because some
/// intermediaries drop the body of a DELETE. An amendment on spot only takes size away, keeps the order's place, and
/// keeps its client id only because it is sent as the new one; on USDⓈ-M it names limit and size. Post-only is
/// LIMIT_MAKER on spot and GTX on USDⓈ-M. Spot responds with every fill (FULL), USDⓈ-M with the final state of what
/// executes at once (RESULT). Accounts are in one-way position mode: no `positionSide` is sent.
///
/// Everything is allocated by `create`. Encoding allocates nothing, makes no system call and takes no lock;
/// several threads may encode at the same time.
class OrderEncoder {
 public:
  /// For spot or USDⓈ-M. A market of the other product is a usage error, and so is everything that
  /// `check_settings` and `OrderTable::build` refuse.
  static Result<OrderEncoder> create(Product product, const wire::EncoderSettings& settings);

  /// Writes the complete request or message of a new order, a cancel or an amendment to `out`, for `now` by the venue's
  /// clock. A refused command leaves `out` empty.
  wire::EncodeResult encode(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;

 private:
  OrderEncoder(Product product, const wire::EncoderSettings& settings, wire::OrderTable table);

  /// An amendment on spot takes no limit, one on USDⓈ-M needs one.
  [[nodiscard]] bool takes(const OrderCommand& order) const {
    return order.action != OrderAction::amend || order.limit.is_zero() == (product_ == Product::spot);
  }
  void write_new(const OrderCommand& order, const wire::CheckedOrder& checked, wire::TextWriter& text) const;
  void write_change(const OrderCommand& order, const wire::CheckedOrder& checked, wire::TextWriter& text) const;

  wire::EncodeResult encode_request(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;
  wire::EncodeResult encode_message(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;
  wire::EncodeResult encode_signed(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;
  void start_requests(const wire::EncoderSettings& settings);
  void start_messages(const wire::EncoderSettings& settings);

  wire::OrderTable table_;
  wire::HmacSha256 signer_;
  Product product_;
  wire::Transport transport_;
  Secret order_head_;                           // up to the length of the body
  Secret amend_head_;                           // up to the length of the body
  std::string cancel_head_;                     // up to the query
  Secret cancel_tail_;                          // behind the query
  std::string change_end_;                      // between a cancel's or an amendment's id and its time
  Secret key_;                                  // signed messages
  std::string window_;                          // signed messages: milliseconds
  std::array<std::string, 3> message_middles_;  // between a message's id and its parameters, by action
};

}  // namespace basis::binance
