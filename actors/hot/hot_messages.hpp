#pragma once

// Messages of the hot path, and the interfaces of its actors.

#include <caf/all.hpp>
#include <cstdint>

#include "core/pretrade/kill_switch.hpp"
#include "core/pretrade/order_intent.hpp"
#include "core/pretrade/pretrade_gate.hpp"
#include "core/pricing/basis_signal.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// When what led to a message passed each stage. In a replay all are the frame's own stamp.
struct Stamps {
  UtcTime received_utc;  ///< the frame, by the receiver's clock
  MonoTime received;     ///< the frame
  MonoTime published;    ///< the event, by the feed
  MonoTime priced;       ///< the signal, by the pricing actor
  MonoTime decided;      ///< the orders wanted, with the execution manager
  MonoTime signed_at;    ///< both orders as bytes that may be sent
};

/// Pricing -> strategy manager: a pair's carry calls for something.
struct SignalRaised {
  Stamps stamps;
  SignalKind kind = SignalKind::none;
  InstrumentId spot;
  InstrumentId perp;
  Price spot_price;  ///< average the clip trades at
  Price perp_price;
  Quantity clip;
  double carry_annual_bps = 0;
};

/// Strategy manager -> execution manager: both legs, or neither.
struct PairWanted {
  Stamps stamps;
  SignalKind kind = SignalKind::none;
  OrderIntent spot;
  OrderIntent perp;
};

/// Execution manager -> pricing: neither leg was sent.
struct PairRefused {
  SignalKind kind = SignalKind::none;
  InstrumentId spot;
  InstrumentId perp;
};

/// Risk -> execution manager.
struct RiskMeasured {
  RiskReading reading;
  MonoTime as_of;
};

/// Execution manager -> risk: what is held has changed.
struct HoldingTraded {
  InstrumentId instrument;
  bool bought = false;
  Quantity size;
  Price price;
  MonoTime at;
};

/// Anyone -> execution manager.
struct SetKillSwitch {
  KillState state = KillState::halted;
  const char* reason = "";  ///< static text
  MonoTime at;
};

/// Answered once every message sent before it has been handled; of events, those handled so far.
struct Ping {};
struct Pong {
  std::uint64_t handled = 0;  ///< since the start: events (pricing, risk), signals, or pairs (execution manager)
};

using hot_pricing_actor = caf::typed_actor<caf::reacts_to<PairRefused>, caf::replies_to<Ping>::with<Pong>>;
using hot_strategy_actor = caf::typed_actor<caf::reacts_to<SignalRaised>, caf::replies_to<Ping>::with<Pong>>;
using hot_execution_actor = caf::typed_actor<caf::reacts_to<PairWanted>, caf::reacts_to<RiskMeasured>,
                                             caf::reacts_to<SetKillSwitch>, caf::replies_to<Ping>::with<Pong>>;
using hot_risk_actor = caf::typed_actor<caf::reacts_to<HoldingTraded>, caf::replies_to<Ping>::with<Pong>>;

}  // namespace basis

// Plain data inside one process.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::SignalRaised)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::PairWanted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::PairRefused)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::RiskMeasured)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::HoldingTraded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::SetKillSwitch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::Ping)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::Pong)
