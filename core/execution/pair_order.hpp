#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/execution/order_command.hpp"
#include "core/execution/order_room.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// How the two legs of a pair are traded.
enum class PairStyle : std::uint8_t {
  take_both,   ///< IOC on both legs at once
  make_first,  ///< post on the first leg, take on the second as the first fills
};
std::string_view pair_style_name(PairStyle style);

/// One leg of a pair: what is traded of each coin of it.
struct PairLeg {
  MarketId market;
  OrderSide side = OrderSide::buy;
  bool reduce_only = false;
};

/// How a pair may be traded. From the mode's configuration.
struct PairTerms {
  PairStyle style = PairStyle::take_both;
  Quantity clip;  ///< coins at once, of each leg; zero: all that is left
  /// The least (price sold - price bought) / price of the first leg, in bps of executable prices. Absent: any.
  std::optional<double> least_edge_bps;
  /// Above this volatility (a fraction per year), and while it is not known, no new clip is sent. Absent: no limit.
  std::optional<double> max_volatility;
  BasisPoints slippage;  ///< how far behind the best price a limit stands
  Nanos patience;        ///< after it the pair ends with what is done; zero: never
  Nanos max_naked;       ///< how long one leg may be without the other
  Nanos venue_down;      ///< the pair ends when the venue of its second leg takes no orders for so long; zero: it waits
};

/// The work of a pair worker: the same coins on two markets, or on one where `second` is absent (the twin of a leg that
/// its venue closed, or a correction).
struct PairOrder {
  std::uint64_t id = 0;  ///< given by the execution manager; unique within a boot
  PairLeg first;         ///< of a hedged pair the spot market
  std::optional<PairLeg> second;
  Quantity coins;       ///< of each leg
  bool twin = false;    ///< of a leg that its venue closed: all of its coins are naked until they are traded
  bool urgent = false;  ///< of a risk override: without regard to edge, volatility and patience
  PairTerms terms;
};
static_assert(std::is_trivially_copyable_v<PairOrder>);

/// Why a pair has ended.
enum class PairEnd : std::uint8_t {
  done,        ///< all coins traded, but for a rest under the minimum or the step
  patience,    ///< its time was over
  stopped,     ///< by its owner
  refused,     ///< the gate or a venue refuses its orders for a reason that waiting does not mend
  leg_closed,  ///< the venue of one leg closed what the pair had opened there
  venue_down,  ///< see `PairTerms::venue_down`
};
std::string_view pair_end_name(PairEnd end);

/// What a new clip waits for.
enum class PairWait : std::uint8_t {
  nothing,
  price,               ///< of a leg
  edge,                ///< see `PairTerms::least_edge_bps`
  volatility,          ///< it is over `PairTerms::max_volatility`
  unknown_volatility,  ///< there is a limit, and the volatility is not known
  gate,                ///< the gate refuses its orders for a reason that passes
  venue,               ///< a venue refused orders for a reason that passes
  funds,               ///< of an account: they do not suffice for the smallest order
};
std::string_view pair_wait_name(PairWait wait);

/// What a pair worker did, at its end or so far.
struct PairFigures {
  std::uint64_t id = 0;
  PairEnd end = PairEnd::done;
  PairWait waits = PairWait::nothing;  ///< what the next clip waits for, or waited for when patience or owner ended it
  Quantity first;                      ///< coins traded on the first leg, over all orders
  Quantity second;                     ///< likewise
  /// What the orders leave: coins traded forward less coins traded back, of each leg.
  Quantity net_first;
  Quantity net_second;
  Quantity left;     ///< coins of the pair that were not traded on either leg
  Quantity closed;   ///< coins of a leg that its venue closed; they are in the net, and of no order
  Quantity unwound;  ///< coins of one leg that were traded back, because the other could not follow
  Quantity maker;    ///< coins of both legs that were traded as maker
  std::uint32_t orders = 0;
  std::uint32_t fills = 0;
  std::uint32_t refusals = 0;     ///< by the gate or a venue
  std::optional<Funds> short_of;  ///< refused: for lack of these, measured by the order that was wanted
  UtcTime started;
  UtcTime ended;
  Nanos naked;          ///< how long one leg was without the other, beyond a step, in all
  Nanos longest_naked;  ///< at one time
};
static_assert(std::is_trivially_copyable_v<PairFigures>);

/// What a person has to hear of a pair.
enum class PairAlarm : std::uint8_t {
  naked_too_long,  ///< beyond `PairTerms::max_naked`: the naked rest is being unwound
  unknown_leg,     ///< the outcome of an order is unknown: at most its size may be naked
  not_evened,      ///< neither the missing leg nor the unwinding can be sent
};
std::string_view pair_alarm_name(PairAlarm alarm);
/// The same in words for a person.
std::string_view pair_alarm_text(PairAlarm alarm);

}  // namespace basis
