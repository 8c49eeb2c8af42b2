#pragma once

#include <cstdint>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/execution/order_report.hpp"

namespace basis {

/// Where an order is in its life.
enum class OrderState : std::uint8_t {
  in_flight,      ///< sent, not answered
  unknown,        ///< sent, and whether it arrived is not known; it is never taken for refused because time passes
  open,           ///< the venue has it, nothing of it traded
  partly_filled,  ///< the venue has it, a part of it traded
  filled,         ///< ended: all of it traded
  cancelled,      ///< ended: its rest was taken back
  expired,        ///< ended: by its own terms
  rejected,       ///< ended: it never was in the market
};
/// "partly_filled": lower-case name of a state.
std::string_view order_state_name(OrderState state);
constexpr bool is_ended(OrderState state) { return state >= OrderState::filled; }

/// Where a cancel or an amendment of an order is.
enum class RequestState : std::uint8_t { none, in_flight, in_doubt };

/// All that the tracker knows of one order. It can be written to a journal as it is.
struct TrackedOrder {
  OrderCommand terms;   ///< `limit` and `size` as the venue holds them
  VenueKey order;       ///< the venue's id, once it is known
  Quantity filled;      ///< sum of the fills that were counted
  Quantity told;        ///< the most that the venue said was filled
  Quantity largest;     ///< the largest size it ever had, or may have got by an amendment
  Quantity reserved;    ///< what may still trade
  Price asked_limit;    ///< of the amendment under way; zero: it stays
  Quantity asked_size;  ///< of the amendment under way
  UtcTime deadline;     ///< until when the venue takes the order
  UtcTime cancel_deadline;
  UtcTime amend_deadline;
  UtcTime terms_at;  ///< the venue's time of the last amendment
  UtcTime seen;      ///< when the venue's first word of it came
  UtcTime due;       ///< when the venue is to be asked next
  UtcTime asked;     ///< when it was asked last
  OrderState state = OrderState::in_flight;
  OrderState end = OrderState::filled;  ///< what it ends as, once the fills that lack have come
  RejectReason reason = RejectReason::none;
  RequestState cancel = RequestState::none;
  RequestState amend = RequestState::none;
  bool acknowledged = false;  ///< the venue has, or had, it
  bool ending = false;        ///< the venue told its end; fills may lack
  bool blind = false;         ///< of an older boot, and its terms are not known
  bool query = false;         ///< the venue is to be asked about it
  bool listed = false;        ///< by the download under way
  bool absent = false;        ///< a download did not list it as open
  bool lists_missed = false;  ///< a download after its deadline had neither the order nor a fill of it
  std::uint8_t misses = 0;    ///< queries after its deadline that did not know it
  std::uint8_t fetches = 0;   ///< how often lacking fills were asked for
};
static_assert(sizeof(TrackedOrder) == 192 && std::is_trivially_copyable_v<TrackedOrder>);

/// A fill that was counted.
struct CountedFill {
  VenueKey order;
  VenueKey trade;
  Price price;
  Quantity size;
  UtcTime at_venue;
  MarketId market;
  bool fee_known = false;
  bool foreign = false;  ///< told as foreign; an order of ours may claim it when its id becomes known
};
static_assert(sizeof(CountedFill) == 64 && std::is_trivially_copyable_v<CountedFill>);

/// As `+` and `-`, in a few instructions: the hot path adds many. Overflow is a broken invariant.
inline Quantity sum(Quantity a, Quantity b) {
  std::int64_t raw = 0;
  require(!__builtin_add_overflow(a.raw(), b.raw(), &raw), "a sum of order sizes does not fit");
  return Quantity::from_raw(raw);
}
inline Quantity difference(Quantity a, Quantity b) {
  std::int64_t raw = 0;
  require(!__builtin_sub_overflow(a.raw(), b.raw(), &raw), "a difference of order sizes does not fit");
  return Quantity::from_raw(raw);
}

/// What the tracker keeps for each market.
struct TrackedMarket {
  Quantity buys;  ///< sum of what the buy orders may still trade
  Quantity sells;
  UtcTime forgotten;  ///< the venue's time of the last fill that was forgotten; an older one may have been counted
  UtcTime began;      ///< of the download under way
  bool downloading = false;
  bool downloaded = false;  ///< since the start: orders of older boots are known
  bool stopped = false;     ///< fills exceeded an order's size; until a person releases it
};
static_assert(sizeof(TrackedMarket) == 40 && std::is_trivially_copyable_v<TrackedMarket>);

/// A tracker's whole state, for a journal: its orders, ended ones first and the longest ended before the others; its
/// fills in the order in which they were counted; its markets by MarketId.
struct TrackerRecords {
  std::vector<TrackedOrder> orders;
  std::vector<CountedFill> fills;
  std::vector<TrackedMarket> markets;
};

}  // namespace basis
