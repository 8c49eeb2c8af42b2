#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/execution/account_report.hpp"
#include "core/execution/capacity.hpp"
#include "core/execution/control_command.hpp"
#include "core/execution/kill_switch.hpp"
#include "core/execution/market_download.hpp"
#include "core/execution/order.hpp"
#include "core/execution/order_effect.hpp"
#include "core/execution/pair_order.hpp"
#include "core/instruments/event_id.hpp"
#include "core/portfolio/attribution_names.hpp"
#include "core/portfolio/capital_flow.hpp"
#include "core/portfolio/ledger.hpp"
#include "core/risk/risk.hpp"
#include "core/strategy/strategy_memory.hpp"

namespace basis {

/// The names that the ids of a journal stand for.
struct JournalNames {
  std::vector<std::string> accounts;     ///< by AccountId
  std::vector<std::string> instruments;  ///< by InstrumentId: their keys
  std::vector<std::string> markets;      ///< by MarketId: their keys
  friend bool operator==(const JournalNames&, const JournalNames&) = default;
};

/// What a node does and hears, as typed entries. `events.jsonl` is a rendering of them (event_line.hpp).
namespace journal {

/// A start of the node. The first entry of every boot, and so of every journal.
struct BootBegan {
  std::string mode;
  std::string share_class;
  std::string node_id;        ///< the beginning of its order ids
  std::uint64_t boot = 0;     ///< how often it was started before
  std::string configuration;  ///< fingerprint
  std::string universe;       ///< fingerprint of `names`
  JournalNames names;
};
/// What a setting of the kill switch does to those before it.
enum class KillSetting : std::uint8_t {
  sets,      ///< takes their place, that of limits too
  tightens,  ///< without effect where as few orders may be sent already
  limits,    ///< a rule that releases itself: beside what was set and other rules, the strictest holds
};
/// Rules that limit the kill switch and release it by themselves.
enum class KillRule : std::uint8_t {
  journal,   ///< the journal's database is too far behind
  day_loss,  ///< the loss of the day is over its limit
  disk,      ///< the run's file system is nearly full
};
inline constexpr std::size_t kKillRules = 3;
/// The kill switch was set.
struct KillSwitchSet {
  KillState state = KillState::halted;
  std::string reason;
  KillSetting how = KillSetting::sets;
  KillRule rule = KillRule::journal;  ///< of what limits
};

/// A person asked for something, and it was taken.
struct ControlTaken {
  ControlCommand command;
};

/// Capital that its owner pays in, or asks back.
struct FlowTaken {
  CapitalFlow flow;
};

/// What a decision was made on: enough to make it again.
struct DecisionInputs {
  MarketPtr market;  ///< of its instant
  PositionSet positions;
  std::vector<Amount> on_the_way;  ///< by the instrument it goes to; empty: nothing
  StrategyMemory strategy;         ///< before it, with the flows of the step taken
  bool plan_open = false;          ///< orders of an earlier one are not sent, or what they moved is on its way
};
/// What the strategy decided.
struct DecisionMade {
  std::shared_ptr<const Decision> decision;
  Amount equity;                                   ///< in the share class
  std::shared_ptr<const DecisionInputs> inputs{};  ///< null where no journal is kept
};
/// Why the first entry is not made; told once.
struct EntryWaits {
  std::string reason;
};
/// An answer of the strategy that cannot be carried out.
struct NotCarriedOut {
  std::string what;
};

/// The first accepted order of a decision that counts as a rebalance.
struct Rebalanced {
  DecisionKind decision = DecisionKind::hold;
  std::string reason;
};
/// An order as it is sent.
struct OrderMade {
  OrderPtr order;
  std::vector<CapacityUse> uses{};  ///< limits that its instruction uses; told with its first order
};
/// A venue's refusal. The decision goes on with the portfolio as it is.
struct OrderRefused {
  OrderPtr order;
  std::string refusal;
};
/// A contract call that was mined, whether it posted anything or not.
struct ContractCalled {
  OrderPtr order;
};
/// A part of a decision that is not sent.
struct PartNotSent {
  ActionType action = ActionType::wallet_transfer;
  std::string reason;
};
/// What the bound on the orders of a step left out.
struct OrdersCut {
  std::string left;
};
/// A step ends with an open plan.
struct PlanWaits {
  DecisionKind decision = DecisionKind::hold;
  std::string reason;  ///< of the decision
  std::string waits_for;
  bool unsent = false;  ///< orders of it are left for a later step
};
/// A decision takes the place of an open plan.
struct PlanReplaced {
  DecisionKind decision = DecisionKind::hold;  ///< of the plan that was open
  std::string reason;
  DecisionKind by = DecisionKind::hold;
  bool unsent = false;
};
/// A worked pair has ended.
struct PairClosed {
  PairFigures figures;
};

/// A holding before and after a posting.
struct BalanceChange {
  InstrumentId instrument;
  Amount before;
  Amount after;
};
/// A fill with what is known of its order.
struct FillTold {
  std::string client_id;
  std::string reason;
  Fill fill;
};
/// A ledger entry that was posted. A transfer that takes time leaves with one that has a flight, and arrives with
/// another.
struct Posting {
  LedgerEntry entry;
  std::vector<BalanceChange> balances;  ///< each instrument of the entry once
  std::optional<FillTold> fill{};       ///< of a trade or a swap
  bool reported = false;                ///< it follows from a `FillHeard` or an `AccountHeard` before it

  /// Whether it is the first side of a transfer that takes time.
  [[nodiscard]] bool leaves() const { return entry.flight && entry.movements.front().from.instrument(); }
};
/// A difference to a venue that nothing on its way explains.
struct DifferenceFound {
  std::string text;
};
/// What a venue did that no order caused and a person should know.
struct VenueNoticed {
  VenueNotice notice;
};

/// The risk status changed.
struct RiskAlert {
  RiskStatus status = RiskStatus::safe;
  RiskStatus was = RiskStatus::safe;
  std::vector<std::string> reasons;
};
/// The reserve in the wallet changed its status.
struct ReserveChanged {
  ReserveStatus status = ReserveStatus::adequate;
  ReserveStatus was = ReserveStatus::adequate;
};
/// Something that a person should hear of, and that changes nothing by itself: of a session, or of the hot lane.
struct PersonAlerted {
  std::string source;  ///< an account, or "hot_lane"
  std::string kind;    ///< "clock_drift", "waiting", "naked_too_long", "overfilled"
  std::string text;
};
/// What `kAccruals` came to since the last summary, in the share class.
inline constexpr std::array<Attribution, 3> kAccruals = {Attribution::supply_yield, Attribution::borrow_costs,
                                                         Attribution::staking_yield_oracle};
struct AccrualSummed {
  std::array<Amount, kAccruals.size()> amounts{};
};

/// The plan of a decision begins.
struct PlanBegan {
  DecisionKind decision = DecisionKind::hold;
  std::string reason;
};
/// Nothing of a plan is left to do.
struct PlanEnded {
  DecisionKind decision = DecisionKind::hold;
  std::uint64_t accepted = 0;  ///< orders
  std::uint64_t refused = 0;   ///< likewise
};
/// A pair that is handed over to be worked.
struct PairBegan {
  PairOrder order;
};
/// A pair is to end with what is done and even.
struct PairStopped {
  std::uint64_t pair = 0;
};
/// A pair worker has ended. `PairClosed` tells it once all that were routed together have.
struct PairWorked {
  PairFigures figures;
  std::string reason;  ///< of the last refusal
};

/// A command that left for a venue.
struct CommandSent {
  OrderCommand command;
  std::uint64_t pair = 0;
  Price mid;         ///< of its market
  UtcTime deadline;  ///< until when the venue takes it
};
/// What a venue said of an order.
struct OrderHeard {
  OrderReport report;
};
/// What a download of a market found.
struct MarketDownloaded {
  MarketDownload download;
};
/// A fill that counts, or the fee of one that counted before.
struct FillHeard {
  OrderEffect fill;
  std::uint64_t pair = 0;
  Price arrival;  ///< mid of the market when the order was sent; zero: it is not known
};
/// What a venue said of an account.
struct AccountHeard {
  AccountReport report;
};

using Body = std::variant<BootBegan, KillSwitchSet, PlanBegan, PlanEnded, PairBegan, PairStopped, PairWorked,
                          CommandSent, OrderHeard, MarketDownloaded, FillHeard, AccountHeard, FlowTaken, DecisionMade,
                          EntryWaits, NotCarriedOut, Rebalanced, OrderMade, OrderRefused, ContractCalled, PartNotSent,
                          OrdersCut, PlanWaits, PlanReplaced, PairClosed, Posting, DifferenceFound, VenueNoticed,
                          RiskAlert, ReserveChanged, AccrualSummed, PersonAlerted, ControlTaken>;

}  // namespace journal

/// One entry, in the order of one intake.
struct JournalEntry {
  EventId id;
  EventId cause;  ///< unknown where nothing of the node caused it
  UtcTime time;
  journal::Body body;

  /// The body when it is of this kind; null otherwise.
  template <class Kind>
  [[nodiscard]] const Kind* as() const {
    return std::get_if<Kind>(&body);
  }
};

}  // namespace basis
