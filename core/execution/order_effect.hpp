#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>

#include "core/execution/tracked_order.hpp"

namespace basis {

/// What the caller of the tracker has to know or to do.
enum class EffectKind : std::uint8_t {
  changed,     ///< the order is in another state, and has not ended
  filled,      ///< `size` more of it traded; `fee` is what this report added, also for a fill that was counted before
  ended,       ///< its life is over; `size` is what did not trade
  amended,     ///< its terms are now `price` and `size`
  refused,     ///< its cancel or amendment failed, and the order is as before; `reason` says whether to try again
  adopted,     ///< an order of an older boot is tracked from here on
  foreign,     ///< an order, or a fill, of another node or a person
  venue_fill,  ///< the venue closed some of a position: liquidation or ADL, by `origin`
  alarm,       ///< see `alarm`
  query_due,  ///< ask the venue for the order by its client id, then call `answer`, `answer_missing` or `answer_failed`
  fetch_fills,   ///< fetch the fills of the order, or all since `at_venue` where that is set, and apply them
  download_due,  ///< download open orders and fills of the market
};
std::string_view effect_kind_name(EffectKind kind);

/// What a person has to hear of.
enum class OrderAlarm : std::uint8_t {
  none,
  overfilled,         ///< more traded than the order's size; the market is stopped
  late_fill,          ///< a fill after the order's end
  arrived_after_all,  ///< an order, or an amendment, that was taken for never arrived did arrive
  second_order,       ///< the venue has two orders under one client id
  differing_fill,     ///< a fill that was told twice, with two prices or sizes
  fills_lacking,      ///< fills were asked for again and again, and lack still
  no_key,             ///< a fill without the venue's id of order or trade: it is not counted but fetched
  too_old,            ///< a fill older than those that are remembered: it is not counted
  full,               ///< there is no room for a report; it will be downloaded again
  fee_lacking,        ///< a fill was fetched again and again, and its fee is not known
};
std::string_view order_alarm_name(OrderAlarm alarm);
/// The same in words for a person.
std::string_view order_alarm_text(OrderAlarm alarm);

/// One effect, in fixed size. Fields that its kind does not use are zero; `id`, `market` and `state` are always set,
/// where there is an order.
struct OrderEffect {
  EffectKind kind = EffectKind::changed;
  OrderState state = OrderState::in_flight;
  OrderAction action = OrderAction::create;  ///< refused: which command
  RejectReason reason = RejectReason::none;
  OrderAlarm alarm = OrderAlarm::none;
  OrderSide side = OrderSide::buy;
  Liquidity liquidity = Liquidity::unknown;
  FillOrigin origin = FillOrigin::order;
  bool fee_known = false;
  bool claimed = false;  ///< filled: it was told as foreign before the order was known to be ours
  ClientOrderId id;
  MarketId market;
  AssetId fee_asset;
  VenueKey order;
  VenueKey trade;
  Price price;
  Quantity size;
  Quantity filled;  ///< over all fills that were counted
  Amount fee;       ///< paid; negative: a rebate
  UtcTime at_venue;
};
static_assert(std::is_trivially_copyable_v<OrderEffect>);

}  // namespace basis
