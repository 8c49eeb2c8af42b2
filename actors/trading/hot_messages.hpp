#pragma once

// Messages of the hot path, and the interfaces of its actors.

#include <caf/all.hpp>
#include <cstdint>
#include <memory>
#include <string>
#include <variant>

#include "core/base/utc_time.hpp"
#include "core/execution/account_report.hpp"
#include "core/execution/kill_switch.hpp"
#include "core/execution/market_download.hpp"
#include "core/execution/open_pair.hpp"
#include "core/execution/order_effect.hpp"
#include "core/execution/order_report.hpp"
#include "core/execution/order_tracker.hpp"
#include "core/execution/pair_order.hpp"
#include "core/execution/pretrade_gate.hpp"
#include "core/portfolio/holding.hpp"

namespace basis {

/// Times at which the cause of a message passed each stage. In a replay all are the stamp of the
/// frame.
struct Stamps {
  UtcTime received_utc;  ///< frame received, by the receiver's UTC clock
  MonoTime received;     ///< frame received
  MonoTime published;    ///< event published by the feed
  MonoTime decided;      ///< a worker wants its orders sent
  MonoTime encoded;      ///< the orders' bytes are ready to be sent
};

/// Live risk -> pair sender: the last assessment.
struct RiskMeasured {
  RiskReading reading;
  MonoTime as_of;
};

/// A venue -> pair sender: about an order of ours. `at`: when it was received.
struct OrderReported {
  OrderReport report;
  UtcTime received;
  MonoTime at;
};

/// A session -> pair sender: a command could not be sent, or its outcome is not known.
struct SendFailed {
  ClientOrderId id;
  OrderAction action = OrderAction::create;
  SendFailure failure = SendFailure::in_doubt;
  UtcTime received;
  MonoTime at;
};

/// A venue -> pair sender: the answer to a question about an order.
struct OrderAnswered {
  enum class Kind : std::uint8_t {
    found,
    missing,  ///< the venue does not know it
    failed,   ///< there was no answer
  };
  Kind kind = Kind::failed;
  ClientOrderId id;
  OrderRecord record{};  ///< found
  UtcTime received;
  MonoTime at;
};

/// Driver -> pair sender: it is so late. Orders in question are asked about, and workers act on time alone.
struct TimePassed {
  UtcTime now;
  MonoTime at;
};

/// A venue -> pair sender: whether orders of a market can be sent, with what a download found there.
struct MarketReady {
  MarketId market;
  LegReadiness readiness;
  Quantity position;  ///< signed coins
};

/// A venue -> pair sender -> position monitor: about an account. It takes the way of the orders, so that a balance is
/// compared after the fills that were told before it.
struct AccountReported {
  AccountReport report;
  MonoTime at;
};

/// Pair sender -> position monitor: a fill that counts, or the fee of one that counted before.
struct FillCounted {
  OrderEffect fill;
  MonoTime at;
  std::uint64_t pair = 0;  ///< whose order it was; zero: of no pair worker
  Price arrival{};         ///< mid of the market when the order was sent; zero: it is not known
};

/// Execution -> pair sender: a pair to work, from this time on.
struct WorkPair {
  PairOrder order;
  UtcTime now;
  MonoTime at;
};

/// Pricing -> pair sender: the volatility of an asset, a fraction per year; at most once a second.
struct VolatilityMeasured {
  AssetId asset;
  double volatility = 0;
};

/// Execution -> pair sender: this pair is to end with what is done, and even.
struct StopPair {
  std::uint64_t id = 0;
  UtcTime now;
  MonoTime at;
};

/// What the pair sender of a new boot goes on from.
struct HotBoot {
  ClientOrderIds ids;
  TrackerRecords orders;  ///< of the boots before
  KillState kill = KillState::halted;
  std::string kill_reason;
};
/// Driver -> pair sender: a new boot begins. What is not in the state is forgotten, but for prices; no market is ready
/// before its download.
struct BeginBoot {
  std::shared_ptr<const HotBoot> state;
  MonoTime at;
};
/// Driver -> pair sender: what a download of a market found. Afterwards the market is ready.
struct Downloaded {
  std::shared_ptr<const MarketDownload> found;
  UtcTime received;
  MonoTime at;
};
/// Driver -> pair sender: a pair of the boot before is worked on, once its orders have ended. Those that rest are
/// cancelled.
struct ResumePair {
  std::shared_ptr<const OpenPair> pair;
  UtcTime now;
  MonoTime at;
};

/// What the hot lane tells the control plane, in order.
struct OrderSent {
  OrderCommand command;
  std::uint64_t pair = 0;
  Price mid;  ///< of its market
  UtcTime at;
};
struct OrderEnded {
  OrderEffect order;
  std::uint64_t pair = 0;
};
struct PairEnded {
  PairFigures figures;
  std::string_view reason;  ///< of the last refusal; static text
};
/// A venue closed some of a position, and this evens it; it ends with `PairEnded`.
struct TwinStarted {
  PairOrder order;
  MarketId closed;  ///< where
  UtcTime at;
};
struct PairAlarmed {
  std::uint64_t pair = 0;
  PairAlarm alarm = PairAlarm::not_evened;
  UtcTime at;
};

/// See `PairHost::lacks`.
struct PairLacks {
  std::uint64_t pair = 0;
  Funds lacking;
  UtcTime at;
};
struct OrderAlarmed {
  OrderAlarm alarm = OrderAlarm::none;
  ClientOrderId id;  ///< not set where there is no order of ours
  MarketId market;
  UtcTime at;
};

/// Position monitor -> live risk: a holding as it is after an entry.
struct HoldingChanged {
  InstrumentId instrument;
  Holding holding;
  MonoTime at;
};

/// Position monitor -> live risk: money came from outside or went there; it is no profit.
struct CapitalMoved {
  Amount dollars;
};

/// Any actor or driver -> pair sender.
struct SetKillSwitch {
  KillState state = KillState::halted;
  const char* reason = "";  ///< static text
  MonoTime at;
  bool tightens = false;  ///< without effect where as few orders may be sent already
};

/// Answered after all messages that were sent before it have been handled. Events may still be
/// waiting.
struct Ping {};
struct Pong {
  /// Since the start: events (pricing, risk) or pairs (pair sender).
  std::uint64_t handled = 0;
};

/// What is not known of orders, and whom to ask.
struct OrderInQuestion {
  ClientOrderId id;
  MarketId market;
};
struct FillsLack {
  MarketId market;
  UtcTime since;  ///< from when on they are to be fetched
};
struct DownloadDue {
  MarketId market;
};

/// What is heard of orders comes before what it does.
using HotOutcome =
    std::variant<OrderSent, OrderReported, Downloaded, FillCounted, OrderEnded, AccountReported, PairEnded, PairAlarmed,
                 PairLacks, OrderAlarmed, TwinStarted, OrderInQuestion, FillsLack, DownloadDue>;

using pricing_actor = caf::typed_actor<caf::replies_to<Ping>::with<Pong>>;
using pair_sender_actor =
    caf::typed_actor<caf::reacts_to<WorkPair>, caf::reacts_to<StopPair>, caf::reacts_to<VolatilityMeasured>,
                     caf::reacts_to<OrderReported>, caf::reacts_to<AccountReported>, caf::reacts_to<MarketReady>,
                     caf::reacts_to<RiskMeasured>, caf::reacts_to<SetKillSwitch>, caf::reacts_to<BeginBoot>,
                     caf::reacts_to<Downloaded>, caf::reacts_to<ResumePair>, caf::reacts_to<SendFailed>,
                     caf::reacts_to<OrderAnswered>, caf::reacts_to<TimePassed>, caf::replies_to<Ping>::with<Pong>>;
using live_risk_actor =
    caf::typed_actor<caf::reacts_to<HoldingChanged>, caf::reacts_to<CapitalMoved>, caf::replies_to<Ping>::with<Pong>>;

}  // namespace basis

// Plain data that stays in the process.
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::WorkPair)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::StopPair)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::VolatilityMeasured)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::RiskMeasured)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::OrderReported)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::MarketReady)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::SendFailed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::OrderAnswered)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::TimePassed)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::AccountReported)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::FillCounted)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::HoldingChanged)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::CapitalMoved)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::SetKillSwitch)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::BeginBoot)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::Downloaded)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::ResumePair)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::Ping)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::Pong)
