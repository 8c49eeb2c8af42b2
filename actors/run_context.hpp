#pragma once

#include "actors/trading_desk.hpp"
#include "core/execution/costs.hpp"
#include "core/execution/worked_pairs.hpp"
#include "core/history/timeline.hpp"
#include "core/portfolio/capital_flow.hpp"
#include "core/results/rebuild.hpp"

namespace basis {

class Journal;

/// Data that all actors of a run can read. It outlives the actor system.
struct RunContext {
  const Universe& universe;
  const Settings& settings;
  const CostCalculator& costs;
  const CapitalFlows& flows = kNoFlows;
  PairTermsOf pair_terms{};               ///< how the desk works trades
  TradingDesk* desk = nullptr;            ///< where trades on exchanges are worked; null: venues carry them out at once
  bool transfers_take_time = false;       ///< a transfer is answered when the money has arrived: steps go on without it
  bool chain_takes_time = false;          ///< the same of what is asked of the chain
  Journal* journal = nullptr;             ///< null: none is kept
  const Rebuilt* rebuilt = nullptr;       ///< what the journal of the boot before left; null at a first start
  const ControlState* control = nullptr;  ///< what persons have set of a live node
};

}  // namespace basis
