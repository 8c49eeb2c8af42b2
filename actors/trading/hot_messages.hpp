#pragma once

// Messages of the hot path, and the interfaces of its actors.

#include <caf/all.hpp>
#include <cstdint>

#include "core/base/utc_time.hpp"
#include "core/execution/kill_switch.hpp"
#include "core/execution/order_command.hpp"
#include "core/execution/pretrade_gate.hpp"
#include "core/marketdata/basis_signal.hpp"

namespace basis {

/// Times at which the cause of a message passed each stage. In a replay all are the stamp of the
/// frame.
struct Stamps {
  UtcTime received_utc;  ///< frame received, by the receiver's UTC clock
  MonoTime received;     ///< frame received
  MonoTime published;    ///< event published by the feed
  MonoTime priced;       ///< signal raised by the pricing actor
  MonoTime decided;      ///< wanted orders taken by the pair sender
  MonoTime signed_at;    ///< both orders signed and ready to be sent
};

/// Pricing -> pair planner: the carry of a pair has reached a threshold.
struct SignalRaised {
  Stamps stamps;
  SignalKind kind = SignalKind::none;
  MarketId spot;
  MarketId perp;
  Price spot_price;  ///< average price for the clip
  Price perp_price;
  Quantity clip;
  double carry_annual_bps = 0;
};

/// Pair planner -> pair sender: send both legs, or neither. Both must have a limit price; otherwise
/// the pair is refused. Their ids are given by the sender.
struct PairWanted {
  Stamps stamps;
  SignalKind kind = SignalKind::none;
  OrderCommand spot;
  OrderCommand perp;
};

/// Pair sender -> pricing: none of the legs was sent.
struct PairRefused {
  SignalKind kind = SignalKind::none;
  MarketId spot;
  MarketId perp;
};

/// Live risk -> pair sender: the last assessment.
struct RiskMeasured {
  RiskReading reading;
  MonoTime as_of;
};

/// Pair sender -> live risk: a fill has changed a holding.
struct HoldingTraded {
  MarketId market;
  bool bought = false;
  Quantity size;
  Price price;
  MonoTime at;
};

/// Any actor or driver -> pair sender.
struct SetKillSwitch {
  KillState state = KillState::halted;
  const char* reason = "";  ///< static text
  MonoTime at;
};

/// Answered after all messages that were sent before it have been handled. Events may still be
/// waiting.
struct Ping {};
struct Pong {
  /// Since the start: events (pricing, risk), signals (pair planner) or pairs (pair sender).
  std::uint64_t handled = 0;
};

using pricing_actor = caf::typed_actor<caf::reacts_to<PairRefused>, caf::replies_to<Ping>::with<Pong>>;
using pair_planner_actor = caf::typed_actor<caf::reacts_to<SignalRaised>, caf::replies_to<Ping>::with<Pong>>;
using pair_sender_actor = caf::typed_actor<caf::reacts_to<PairWanted>, caf::reacts_to<RiskMeasured>,
                                           caf::reacts_to<SetKillSwitch>, caf::replies_to<Ping>::with<Pong>>;
using live_risk_actor = caf::typed_actor<caf::reacts_to<HoldingTraded>, caf::replies_to<Ping>::with<Pong>>;

}  // namespace basis

// Plain data that stays in the process.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::SignalRaised)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::PairWanted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::PairRefused)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::RiskMeasured)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::HoldingTraded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::SetKillSwitch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::Ping)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::Pong)
