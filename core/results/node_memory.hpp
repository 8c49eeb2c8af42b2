#pragma once

#include <map>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "core/execution/order_source.hpp"
#include "core/execution/plan.hpp"
#include "core/portfolio/owed_capital.hpp"
#include "core/portfolio/pnl_account.hpp"
#include "core/results/journal.hpp"
#include "core/risk/loss_watch.hpp"

namespace basis {

// What the parts of a node remember from one step to the next, besides what follows from the entries of its journal. A
// journal keeps the last of each.

/// What was posted since the last view of the positions.
struct PositionMemory {
  std::vector<Fill> fills;
  std::vector<LedgerEntry> posted;
  EventId last_posted;
};
struct RiskMemory {
  RiskStatus status = RiskStatus::safe;
  ReserveStatus reserve = ReserveStatus::adequate;
};
struct PnlMemory {
  PnlRecord account;
  Amount fees;
  AttributionAmounts accrued{};      ///< at the last summary
  std::optional<UtcTime> refreshed;  ///< the last refresh of the full loop
};
struct StrategistMemory {
  StrategyMemory strategy;
  std::vector<CapitalFlow> flows;  ///< not taken yet
  EventId last_flow;
  OwedRecord owed;
  bool plan_unsent = false;
  bool told_waiting = false;
};
/// The open plan and how far it is.
struct PlanMemory {
  std::shared_ptr<const Decision> decision;  ///< null before the first
  EventId decided;
  std::vector<PlanTransfers::Sent> transfers;
  bool recorded = false;
  std::uint64_t accepted = 0;
  std::uint64_t refusals = 0;
  OrderSourceRecord orders;
  std::vector<CapacityUse> uses;
  std::uint64_t sent = 0;
  bool told_unsent = false;
  bool told_open = false;
  std::vector<OrderPtr> worked;  ///< trades that are worked
  EventId ordered;               ///< the entry of the last of these
  OrderPtr awaited;              ///< an order that takes time and was not answered; null: none
  UtcTime awaited_since;         ///< when it was asked for
  EventId asked;                 ///< its entry
  /// What takes the plan's place once those have ended; null: nothing does.
  std::shared_ptr<const Decision> replacement;
  EventId replaced_by;
};
/// The pairs that are worked for the plan.
struct PairsMemory {
  std::uint64_t last_id = 0;
  std::vector<std::uint64_t> open;
  std::vector<PairFigures> ended;
  std::vector<PairOrder> orders;          ///< of all of these
  std::vector<std::uint64_t> taken_over;  ///< pairs whose rest others trade
  bool taken_back = false;                ///< what was traded is being traded back
  std::string reason;                     ///< of the first refusal
};
/// When the node's driver is to do what.
struct DriverMemory {
  UtcTime started;
  UtcTime last;  ///< of the last snapshot
  UtcTime next_recorded;
  UtcTime next_decided;
  bool wants = false;  ///< a step with a decision is due at once
  LossWatch losses;
};

using MemorySection =
    std::variant<PositionMemory, RiskMemory, PnlMemory, StrategistMemory, PlanMemory, PairsMemory, DriverMemory>;

struct NodeMemory {
  PositionMemory position;
  RiskMemory risk;
  PnlMemory pnl;
  StrategistMemory strategist;
  PlanMemory plan;
  PairsMemory pairs;
  DriverMemory driver;

  void take(MemorySection section) {
    std::visit([this](auto&& one) { place(std::forward<decltype(one)>(one)); }, std::move(section));
  }

 private:
  void place(PositionMemory one) { position = std::move(one); }
  void place(RiskMemory one) { risk = one; }
  void place(PnlMemory one) { pnl = std::move(one); }
  void place(StrategistMemory one) { strategist = std::move(one); }
  void place(PlanMemory one) { plan = std::move(one); }
  void place(PairsMemory one) { pairs = std::move(one); }
  void place(const DriverMemory& one) { driver = one; }
};

}  // namespace basis
