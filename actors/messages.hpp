#pragma once

// All messages and actor interfaces of a backtest.

#include <caf/all.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/monitors/views.hpp"
#include "actors/trading/hot_messages.hpp"
#include "core/execution/capacity.hpp"
#include "core/execution/pair_order.hpp"
#include "core/portfolio/capital_flow.hpp"
#include "core/portfolio/reconciler.hpp"
#include "core/results/journal.hpp"
#include "core/results/node_memory.hpp"
#include "venues/sim/protocol.hpp"

namespace basis {

struct Directory;

/// First message to every actor: the handles of all others.
struct Connect {
  std::shared_ptr<const Directory> directory;
};

// Market data and the step.

/// To the position monitor: read the state of all accounts, then report ready.
struct BeginRun {
  MarketPtr market;
};
/// To the data provider: positions are known, the first step may start.
struct Ready {};
/// To the data provider: the next step is due.
struct Tick {};
/// The market of a new instant; it starts a step.
struct MarketUpdate {
  MarketPtr market;
  bool decides = true;  ///< false: the strategy is asked only when there is an alert
};
/// To the position monitor: what venues have told since the last step, at its instant, is posted.
struct Refresh {};
/// To the chain: capital that its owner pays into the wallet. It is posted by the next settlement.
struct Deposit {
  Amount amount;
};
/// To the strategy manager: a flow is due. It is handled with the portfolio of the market that
/// follows.
struct FlowArrived {
  CapitalFlow flow;
};
/// Postings of a venue that no order caused (funding, interest, ...), and its state after them.
struct VenueSettled {
  std::shared_ptr<const VenueReport> report;
};
/// The step is over; there are no more orders. The portfolio after the market update, and after the
/// orders of the step (the same when there were none).
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

// Journal.

/// To every part that remembers something: its memory goes to the journal.
struct KeepMemory {};

// Decisions and orders.

/// Instructions of one step; an empty decision still closes the step.
struct Instructions {
  std::shared_ptr<const Decision> decision;
  PnlViewPtr portfolio;
  EventId cause;
};
/// To the strategy manager and the execution manager: what persons and rules allow from here on.
struct ControlSet {
  KillState kill = KillState::active;
  bool only_leaves = false;  ///< nothing may be decided that makes a position larger
  UtcTime at;
};
/// To the strategy manager: a person wants everything closed, or what was closed so may be entered again.
struct LeaveAsked {
  ExitSpeed speed = ExitSpeed::fast;
};
struct ComeBackAsked {};
/// To the position monitor: what venues say is held is taken over where the book differs.
struct AdoptAsked {
  AdoptAs as = AdoptAs::unexplained;
  UtcTime now;
};
/// To the strategy manager: every order of the last decision was refused by a venue.
struct AllRefused {};
/// To the strategy manager: an entry has ended with a part that was not traded.
struct EntryUnfinished {
  UtcTime at;
};
/// To the strategy manager, when it changes: whether orders of the last decision are left for a later step.
struct PlanReported {
  bool unsent = false;
};
/// One trade or contract call; the reply is the answer of the venue.
struct ExecuteTrade {
  OrderPtr order;
  MarketPtr market;
  /// It was asked for by an earlier boot, which did not hear the answer, at this time.
  std::optional<UtcTime> asked_before{};
};
/// One transfer, or the side of one account in it: `side` is the account that acts. The reply is
/// the answer.
struct ExecuteTransfer {
  OrderPtr order;
  MarketPtr market;
  AccountId side;
  /// It was asked for by an earlier boot, which did not hear the answer, at this time.
  std::optional<UtcTime> asked_before{};
  Amount taken{};  ///< where it arrives: the fee that was taken out of it on its way
};
struct Answered {
  AnswerPtr answer;
};
/// Trades of one part of a decision that are worked until they are done; the reply comes then. Their fills have been
/// posted before it.
struct ExecutePair {
  std::vector<OrderPtr> orders;
  PnlViewPtr portfolio;  ///< that they were sized with
  bool urgent = false;   ///< of a risk override
};
struct PairAnswered {
  std::vector<PairFigures> pairs;
  std::string reason;  ///< why nothing more of it could be traded; empty where it is done
  bool whole = true;   ///< all coins were traded, be it in another pair than was meant
};
/// To the pair execution, after a restart: the reply comes when the pairs that were worked before it have ended.
struct AwaitPairs {};
/// To the pair execution: pairs that are still worked are to end, with what is done and even.
struct StopPairs {};
/// To the execution manager: an account lacks this for trades that are worked.
struct FundsLack {
  Funds lacking;
};
/// To the execution manager: what is left of the open plan is not sent, and trades that are worked end. What was asked
/// for is waited for.
struct EndPlan {
  UtcTime now;
};
/// To the pair execution: a pair worker has ended.
struct PairDone {
  PairFigures figures;
  std::string reason;  ///< of the last refusal
};
/// To the position monitor: money is moved into or out of an instrument, and booked when the transfer is answered; or
/// no more.
struct MoneyUnderWay {
  InstrumentId instrument;
  bool begins = true;
};
/// To the position monitor: what a venue without reports was read to hold.
struct HoldingRead {
  Observed observed;
  UtcTime at;
};
/// To the position monitor: an answered order and the event that records it.
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
/// A contract call executed on a copy of the chain's state.
struct ProtocolCall {
  ContractStep step;
  MarketPtr market;
  std::shared_ptr<const ChainState> state;
};
/// Request for what a protocol does without a call at a new instant.
struct ProtocolSettle {
  MarketPtr market;
  std::shared_ptr<const ChainState> state;
};
struct ProtocolReply {
  std::shared_ptr<const ProtocolAnswer> answer;
};

/// Exit reason of an actor that ends a run because of an error in the input.
struct Refusal {
  std::shared_ptr<const Error> error;
  bool over_capacity = false;  ///< a first entry that a smaller capital could make
};

using pair_execution_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::replies_to<ExecutePair>::with<PairAnswered>,
                     caf::replies_to<AwaitPairs>::with<PairAnswered>, caf::reacts_to<KeepMemory>,
                     caf::reacts_to<StopPairs>, caf::reacts_to<PairDone>>;
using data_provider_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<Ready>, caf::reacts_to<Tick>, caf::reacts_to<StepClosed>>;
using venue_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<Deposit>, caf::reacts_to<MarketUpdate>,
                     caf::replies_to<ExecuteTrade>::with<Answered>, caf::replies_to<ExecuteTransfer>::with<Answered>,
                     caf::replies_to<BalanceQuery>::with<BalanceReply>,
                     caf::replies_to<PositionQuery>::with<PositionReply>>;
using protocol_actor = caf::typed_actor<caf::replies_to<ProtocolCall>::with<ProtocolReply>,
                                        caf::replies_to<ProtocolSettle>::with<ProtocolReply>>;
/// The common interface of CEX, on-chain and transfer execution.
using execution_actor = caf::typed_actor<caf::reacts_to<Connect>, caf::replies_to<ExecuteTrade>::with<Answered>,
                                         caf::replies_to<ExecuteTransfer>::with<Answered>,
                                         caf::replies_to<BalanceQuery>::with<BalanceReply>,
                                         caf::replies_to<PositionQuery>::with<PositionReply>>;
using position_monitor_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<BeginRun>, caf::reacts_to<MarketUpdate>,
                     caf::reacts_to<VenueSettled>, caf::reacts_to<OrderDone>, caf::reacts_to<Refresh>,
                     caf::reacts_to<FillCounted>, caf::reacts_to<AccountReported>, caf::reacts_to<HoldingRead>,
                     caf::reacts_to<MoneyUnderWay>, caf::reacts_to<AdoptAsked>, caf::reacts_to<KeepMemory>>;
using exposure_monitor_actor = caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<PositionsChanged>>;
using risk_monitor_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<ExposureMeasured>, caf::reacts_to<KeepMemory>>;
using pnl_monitor_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<RiskAssessed>, caf::reacts_to<KeepMemory>>;
using strategy_manager_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<FlowArrived>, caf::reacts_to<PnlMeasured>,
                     caf::reacts_to<AllRefused>, caf::reacts_to<EntryUnfinished>, caf::reacts_to<PlanReported>,
                     caf::reacts_to<ControlSet>, caf::reacts_to<LeaveAsked>, caf::reacts_to<ComeBackAsked>,
                     caf::reacts_to<KeepMemory>>;
using execution_manager_actor =
    caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<Instructions>, caf::reacts_to<PnlMeasured>,
                     caf::reacts_to<EndPlan>, caf::reacts_to<FundsLack>, caf::reacts_to<ControlSet>,
                     caf::reacts_to<KeepMemory>>;
using event_logger_actor = caf::typed_actor<caf::reacts_to<Connect>, caf::reacts_to<JournalEntry>,
                                            caf::reacts_to<MemorySection>, caf::reacts_to<StepClosed>>;

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
  pair_execution_actor pair_execution;  ///< null where venues carry orders out at once
  event_logger_actor event_logger;
  std::vector<venue_actor> venues;                  ///< each venue once
  std::vector<venue_actor> venue_of_account;        ///< by AccountId; protocols and the wallet share the chain's actor
  std::vector<protocol_actor> protocol_of_account;  ///< by AccountId; null where none is simulated
};

}  // namespace basis

// Messages stay in the process: they carry pointers to shared, immutable state and are not
// serialised.
#define BASIS_LOCAL_MESSAGE(type) CAF_ALLOW_UNSAFE_MESSAGE_TYPE(type)
BASIS_LOCAL_MESSAGE(basis::Connect)
BASIS_LOCAL_MESSAGE(basis::PairDone)
BASIS_LOCAL_MESSAGE(basis::KeepMemory)
BASIS_LOCAL_MESSAGE(basis::MemorySection)
BASIS_LOCAL_MESSAGE(basis::AwaitPairs)
BASIS_LOCAL_MESSAGE(basis::StopPairs)
BASIS_LOCAL_MESSAGE(basis::EndPlan)
BASIS_LOCAL_MESSAGE(basis::FundsLack)
BASIS_LOCAL_MESSAGE(basis::ControlSet)
BASIS_LOCAL_MESSAGE(basis::LeaveAsked)
BASIS_LOCAL_MESSAGE(basis::ComeBackAsked)
BASIS_LOCAL_MESSAGE(basis::AdoptAsked)
BASIS_LOCAL_MESSAGE(basis::PairAnswered)
BASIS_LOCAL_MESSAGE(basis::ExecutePair)
BASIS_LOCAL_MESSAGE(basis::Refresh)
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
BASIS_LOCAL_MESSAGE(basis::AllRefused)
BASIS_LOCAL_MESSAGE(basis::EntryUnfinished)
BASIS_LOCAL_MESSAGE(basis::PlanReported)
BASIS_LOCAL_MESSAGE(basis::ExecuteTrade)
BASIS_LOCAL_MESSAGE(basis::ExecuteTransfer)
BASIS_LOCAL_MESSAGE(basis::Answered)
BASIS_LOCAL_MESSAGE(basis::OrderDone)
BASIS_LOCAL_MESSAGE(basis::MoneyUnderWay)
BASIS_LOCAL_MESSAGE(basis::HoldingRead)
BASIS_LOCAL_MESSAGE(basis::BalanceQuery)
BASIS_LOCAL_MESSAGE(basis::BalanceReply)
BASIS_LOCAL_MESSAGE(basis::PositionQuery)
BASIS_LOCAL_MESSAGE(basis::PositionReply)
BASIS_LOCAL_MESSAGE(basis::ProtocolCall)
BASIS_LOCAL_MESSAGE(basis::ProtocolSettle)
BASIS_LOCAL_MESSAGE(basis::ProtocolReply)
BASIS_LOCAL_MESSAGE(basis::Refusal)
BASIS_LOCAL_MESSAGE(basis::JournalEntry)
