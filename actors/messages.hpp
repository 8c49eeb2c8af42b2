#pragma once

// Every message and every actor interface of the system, in one place.

#include <caf/all.hpp>
#include <memory>
#include <string>
#include <vector>

#include "actors/views.hpp"
#include "core/flows/capital_flow.hpp"
#include "venues/sim/protocol.hpp"

namespace basis {

struct Directory;

/// First message of every actor: the handles of all others.
struct Connect {
  std::shared_ptr<const Directory> directory;
};

// Market data and the step.

/// Position monitor: download the state of all accounts, then report ready.
struct BeginRun {
  MarketPtr market;
};
/// Data provider: positions are known, the first step may start.
struct Ready {};
/// Data provider: the next instant is due.
struct Tick {};
/// The market at a new instant: the start of a full loop.
struct MarketUpdate {
  MarketPtr market;
};
/// Chain: capital its owner pays into the wallet, booked by the settlement that follows.
struct Deposit {
  Amount amount;
};
/// Strategy manager: a flow is due; it is taken with the book of the market that follows.
struct FlowArrived {
  CapitalFlow flow;
};
/// What a venue did by itself at an instant, and its state after it.
struct VenueSettled {
  std::shared_ptr<const VenueReport> report;
};
/// The step is over: nothing is left to send. The book as the market left it,
/// and as the orders of the step left it (the same when there were none).
struct StepClosed {
  PnlViewPtr refreshed;
  PnlViewPtr closed;
};

// The chain of monitors.

struct PositionsChanged {
  std::shared_ptr<const PositionView> view;
};
struct ExposureMeasured {
  std::shared_ptr<const ExposureView> view;
};
struct RiskAssessed {
  std::shared_ptr<const RiskView> view;
};
struct PnlMeasured {
  PnlViewPtr view;
};

// Decisions and orders.

/// Instructions of one step; an empty decision still closes the step.
struct Instructions {
  std::shared_ptr<const Decision> decision;
  PnlViewPtr book;
  EventId cause;
};
/// One trade or contract call; the reply is the venue's answer.
struct ExecuteTrade {
  OrderPtr order;
  MarketPtr market;
};
/// One transfer, or the part of one account in it: `side` is the account that
/// is to act. The reply is the answer.
struct ExecuteTransfer {
  OrderPtr order;
  MarketPtr market;
  AccountId side;
};
struct Answered {
  AnswerPtr answer;
};
/// Position monitor: an answered order and the event that records it.
struct OrderDone {
  AnswerPtr answer;
  MarketPtr market;
  EventId cause;
};
/// What one account holds.
struct BalanceQuery {
  AccountId account;
  InstrumentId instrument;
};
struct BalanceReply {
  Amount amount;
};
struct PositionQuery {
  AccountId account;
  InstrumentId instrument;
};
struct PositionReply {
  Holding holding;
};
/// A contract call tried on a copy of the chain's state.
struct ProtocolCall {
  ContractStep step;
  MarketPtr market;
  std::shared_ptr<const ChainState> state;
};
/// What a protocol does by itself at an instant.
struct ProtocolSettle {
  MarketPtr market;
  std::shared_ptr<const ChainState> state;
};
struct ProtocolReply {
  std::shared_ptr<const ProtocolAnswer> answer;
};

/// Why an actor ends a run that its input does not allow to go on; it travels as the actor's exit reason.
struct Refusal {
  std::shared_ptr<const Error> error;
};

// The record.

/// One line of `events.jsonl`; `fields` is the JSON text of its further members.
struct LogEvent {
  EventId id;
  EventId cause;
  UtcTime time;
  std::string_view type;  ///< static text
  std::string fields;
  std::shared_ptr<const TradeRecord> trade;  ///< of a fill
  std::string remark;                        ///< one line a reader of the summary must see; empty for most
};

using data_provider_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<Ready>, caf::reacts_to<Tick>, caf::reacts_to<StepClosed>>;
using venue_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<Deposit>, caf::reacts_to<MarketUpdate>,
                     caf::replies_to<ExecuteTrade>::with<Answered>, caf::replies_to<ExecuteTransfer>::with<Answered>,
                     caf::replies_to<BalanceQuery>::with<BalanceReply>,
                     caf::replies_to<PositionQuery>::with<PositionReply>>;
using protocol_actor = caf::typed_actor<caf::replies_to<ProtocolCall>::with<ProtocolReply>,
                                        caf::replies_to<ProtocolSettle>::with<ProtocolReply>>;
/// The one interface of CEX, on-chain and transfer execution.
using execution_actor = caf::typed_actor<caf::reacts_to<Connect>, caf::replies_to<ExecuteTrade>::with<Answered>,
                                         caf::replies_to<ExecuteTransfer>::with<Answered>,
                                         caf::replies_to<BalanceQuery>::with<BalanceReply>,
                                         caf::replies_to<PositionQuery>::with<PositionReply>>;
using position_monitor_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<BeginRun>, caf::reacts_to<MarketUpdate>,
                     caf::reacts_to<VenueSettled>, caf::reacts_to<OrderDone>>;
using exposure_monitor_actor = caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<PositionsChanged>>;
using risk_monitor_actor = caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<ExposureMeasured>>;
using pnl_monitor_actor = caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<RiskAssessed>>;
using strategy_manager_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<FlowArrived>, caf::reacts_to<PnlMeasured>>;
using execution_manager_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<Instructions>, caf::reacts_to<PnlMeasured>>;
using event_logger_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<LogEvent>, caf::reacts_to<StepClosed>>;

/// The handles of a running system.
struct Directory {
  data_provider_actor data_provider;
  position_monitor_actor position_monitor;
  exposure_monitor_actor exposure_monitor;
  risk_monitor_actor risk_monitor;
  pnl_monitor_actor pnl_monitor;
  strategy_manager_actor strategy_manager;
  execution_manager_actor execution_manager;
  execution_actor cex_execution;
  execution_actor onchain_execution;
  execution_actor transfer_execution;
  event_logger_actor event_logger;
  std::vector<venue_actor> venues;                  ///< each venue once
  std::vector<venue_actor> venue_of_account;        ///< by AccountId; protocols and wallet share the chain's
  std::vector<protocol_actor> protocol_of_account;  ///< by AccountId; null for exchanges and the wallet
};

}  // namespace basis

// Messages stay inside the process: they carry shared, immutable state by
// pointer and are not serialised.
#define BASIS_LOCAL_MESSAGE(type) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(type)
BASIS_LOCAL_MESSAGE(basis::Connect)
BASIS_LOCAL_MESSAGE(basis::BeginRun)
BASIS_LOCAL_MESSAGE(basis::Ready)
BASIS_LOCAL_MESSAGE(basis::Tick)
BASIS_LOCAL_MESSAGE(basis::MarketUpdate)
BASIS_LOCAL_MESSAGE(basis::Deposit)
BASIS_LOCAL_MESSAGE(basis::FlowArrived)
BASIS_LOCAL_MESSAGE(basis::VenueSettled)
BASIS_LOCAL_MESSAGE(basis::StepClosed)
BASIS_LOCAL_MESSAGE(basis::PositionsChanged)
BASIS_LOCAL_MESSAGE(basis::ExposureMeasured)
BASIS_LOCAL_MESSAGE(basis::RiskAssessed)
BASIS_LOCAL_MESSAGE(basis::PnlMeasured)
BASIS_LOCAL_MESSAGE(basis::Instructions)
BASIS_LOCAL_MESSAGE(basis::ExecuteTrade)
BASIS_LOCAL_MESSAGE(basis::ExecuteTransfer)
BASIS_LOCAL_MESSAGE(basis::Answered)
BASIS_LOCAL_MESSAGE(basis::OrderDone)
BASIS_LOCAL_MESSAGE(basis::BalanceQuery)
BASIS_LOCAL_MESSAGE(basis::BalanceReply)
BASIS_LOCAL_MESSAGE(basis::PositionQuery)
BASIS_LOCAL_MESSAGE(basis::PositionReply)
BASIS_LOCAL_MESSAGE(basis::ProtocolCall)
BASIS_LOCAL_MESSAGE(basis::ProtocolSettle)
BASIS_LOCAL_MESSAGE(basis::ProtocolReply)
BASIS_LOCAL_MESSAGE(basis::Refusal)
BASIS_LOCAL_MESSAGE(basis::LogEvent)
