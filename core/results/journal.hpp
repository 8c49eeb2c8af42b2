#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/execution/capacity.hpp"
#include "core/execution/order.hpp"
#include "core/execution/pair_order.hpp"
#include "core/instruments/event_id.hpp"
#include "core/portfolio/attribution_names.hpp"
#include "core/portfolio/capital_flow.hpp"
#include "core/portfolio/ledger.hpp"
#include "core/risk/risk.hpp"

namespace basis {

/// What a node does and hears, as typed entries. `events.jsonl` is a rendering of them (event_line.hpp).
namespace journal {

/// Capital that its owner pays in, or asks back.
struct FlowTaken {
  CapitalFlow flow;
};

/// What the strategy decided.
struct DecisionMade {
  std::shared_ptr<const Decision> decision;
  Amount equity;  ///< in the share class
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
/// What `kAccruals` came to since the last summary, in the share class.
inline constexpr std::array<Attribution, 3> kAccruals = {Attribution::supply_yield, Attribution::borrow_costs,
                                                         Attribution::staking_yield_oracle};
struct AccrualSummed {
  std::array<Amount, kAccruals.size()> amounts{};
};

using Body = std::variant<FlowTaken, DecisionMade, EntryWaits, NotCarriedOut, Rebalanced, OrderMade, OrderRefused,
                          ContractCalled, PartNotSent, OrdersCut, PlanWaits, PlanReplaced, PairClosed, Posting,
                          DifferenceFound, VenueNoticed, RiskAlert, ReserveChanged, AccrualSummed>;

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
