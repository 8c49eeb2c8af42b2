#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/execution/order_command.hpp"
#include "core/execution/venue_key.hpp"

namespace basis {

/// What a venue says about an order.
enum class ReportKind : std::uint8_t {
  accepted,   ///< the order is open
  fill,       ///< a part of it traded
  cancelled,  ///< its rest was taken back, by us or by the venue
  expired,    ///< its rest ended by its own terms: IOC, FOK, self-trade prevention, time
  rejected,   ///< the command `of` was refused; `reason` says why
  amended,    ///< its terms are now `price` and `size`
};
std::string_view report_kind_name(ReportKind kind);

/// Why a venue refused a command, or ended an order. The venues' codes map to these classes.
enum class RejectReason : std::uint8_t {
  none,
  no_market,          ///< the market is halted, or its order book is not known
  parameters,         ///< a field that the venue does not take; also a position side
  tick,               ///< the price is off the tick
  step,               ///< the size is off the step
  size,               ///< under the minimum or over the maximum size
  notional,           ///< under the minimum or over the maximum notional
  price_band,         ///< too far from the market
  reduce_only,        ///< nothing to reduce
  too_many_orders,    ///< open orders of the market or the account
  funds,              ///< balance or margin
  post_only,          ///< it would have traded at once
  self_trade,         ///< it would have traded with an order of ours
  not_enough_volume,  ///< FOK and IOC: the order book did not hold it
  later,              ///< rate limit or overload: nothing was done, it may be sent again
  unknown_order,      ///< cancel and amend: the venue does not know it, or it has ended
  duplicate_id,       ///< the client id is in use: an earlier request arrived
  no_change,          ///< amend: the terms are as they are, or the size is not over what is filled
  never_arrived,      ///< the venue does not know it after the request's own deadline
  dead_man,           ///< ended by the venue's dead-man's switch
  liquidation,        ///< ended because the account is being liquidated
  other,
};
inline constexpr std::size_t kRejectReasons = 22;
/// "price_band": lower-case name of a reason.
std::string_view reject_reason_name(RejectReason reason);

enum class Liquidity : std::uint8_t { unknown, maker, taker };

/// What made a fill.
enum class FillOrigin : std::uint8_t { order, liquidation, deleveraging };

/// What a venue says about one order, in fixed size. Sizes are in coins.
struct OrderReport {
  ClientOrderId id;  ///< empty where the venue does not tell it, as in some fast streams and in liquidations
  ReportKind kind = ReportKind::accepted;
  OrderAction of = OrderAction::create;      ///< rejected: the command that was refused
  RejectReason reason = RejectReason::none;  ///< rejected, cancelled, expired
  OrderSide side = OrderSide::buy;           ///< fill
  Liquidity liquidity = Liquidity::unknown;  ///< fill
  FillOrigin origin = FillOrigin::order;     ///< fill
  bool fee_known = false;                    ///< fill: fast streams lack the fee; the full report adds it
  bool filled_known = false;                 ///< whether the venue told `filled`
  MarketId market;
  AssetId fee_asset;  ///< fill, with a fee
  VenueKey order;     ///< the venue's id of the order
  VenueKey trade;     ///< fill: the venue's id of the trade; both sides of a self-trade have the same
  Price price;        ///< fill: of the trade; accepted and amended: the limit as the venue holds it
  Quantity size;      ///< fill: of the trade; accepted and amended: the whole size as the venue holds it
  Quantity filled;    ///< over all fills so far, as the venue counts
  Amount fee;         ///< fill: paid; negative: a rebate
  UtcTime at_venue;   ///< time of the event at the venue
};
static_assert(sizeof(OrderReport) <= 176 && std::is_trivially_copyable_v<OrderReport>);

/// An open order or a past one as a download lists it.
struct OrderRecord {
  OrderCommand terms;  ///< as the venue holds them
  VenueKey order;
  Quantity filled;
  bool open = true;
  ReportKind end =
      ReportKind::fill;  ///< of an order that is not open: fill (filled whole), cancelled, expired, rejected
  RejectReason reason = RejectReason::none;
  UtcTime at_venue;
};

}  // namespace basis
