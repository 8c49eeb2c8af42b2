#pragma once

#include "venues/wire/encoder_settings.hpp"
#include "venues/wire/order_buffer.hpp"
#include "venues/wire/order_draft.hpp"
#include "venues/wire/order_table.hpp"

namespace basis::binance {

/// Orders of Binance spot or USDⓈ-M as signed HTTP/1.1 requests. Sources:
/// developers.binance.com/docs/binance-spot-api-docs/rest-api/trading-endpoints
/// (POST and DELETE /api/v3/order), .../rest-api/request-security (X-MBX-APIKEY,
/// timestamp, recvWindow, signature: hexadecimal HMAC-SHA256 of the parameters
/// as they are sent),
/// developers.binance.com/docs/derivatives/usds-margined-futures/trade/rest-api/New-Order
/// and .../Cancel-Order (/fapi/v1/order).
///
/// The parameters of an order are its body; those of a cancel are its query, because some intermediaries drop
/// the body of a DELETE. Post-only is LIMIT_MAKER on spot and GTX on USDⓈ-M. Spot responds with every fill
/// (FULL), USDⓈ-M with the final state of what executes at once (RESULT). Accounts are in one-way position
/// mode: no `positionSide` is sent.
///
/// Everything is allocated by `create`. Encoding allocates nothing, makes no system call and takes no lock;
/// several threads may encode at the same time.
class OrderEncoder {
 public:
  /// For one of the two markets. An instrument of the other market is a usage error, and so is everything that
  /// `check_settings` and `OrderTable::build` refuse.
  static Result<OrderEncoder> create(wire::MarketKind market, const wire::EncoderSettings& settings);

  /// Writes the complete request to `out`, signed for `now` by the venue's clock. A refused command leaves
  /// `out` empty.
  wire::EncodeResult encode(const OrderCommand& order, UtcTime now, wire::OrderBuffer& out) const;
  /// The same in two steps; the caller signs `draft` between them.
  wire::EncodeResult prepare(const OrderCommand& order, UtcTime now, wire::OrderDraft& draft) const;
  void finish(const wire::OrderDraft& draft, const wire::Sha256Digest& signature, wire::OrderBuffer& out) const;
  wire::EncodeResult encode(const CancelCommand& cancel, UtcTime now, wire::OrderBuffer& out) const;

 private:
  OrderEncoder(wire::MarketKind market, const wire::EncoderSettings& settings, wire::OrderTable table);

  wire::OrderTable table_;
  wire::HmacSha256 signer_;
  Secret order_head_;        // up to the length of the body
  std::string cancel_head_;  // up to the query
  Secret cancel_tail_;       // behind the query
  std::string cancel_end_;
};

}  // namespace basis::binance
