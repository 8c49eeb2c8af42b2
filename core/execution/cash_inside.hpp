#pragma once

#include <optional>

#include "core/execution/cash_plan.hpp"
#include "core/execution/venue_cash.hpp"

namespace basis {

/// Cash that a plan moves across the border of an exchange.
struct CashAcross {
  Amount out;  ///< with the gas of it
  Amount in;
};

/// Whether the account of perps has a share of the hedge, or perps.
bool needs_margin(const VenueCash& at, const ModeSettings& mode);

/// Moves of cash between the two accounts of an exchange that bring them to their targets. The references outlive it.
class InsidePlan {
 public:
  /// `moves_across`: whether the plan moves cash between exchanges or the wallet at all.
  InsidePlan(const PortfolioView& portfolio, const CashTargets& targets, const Settings& settings,
             const CostCalculator& costs, bool moves_across);

  /// The move inside one exchange; absent when there is nothing to move. It is sent before what leaves the exchange,
  /// and after what arrives.
  [[nodiscard]] std::optional<CashMove> move(const VenueCash& at, const CashAcross& across) const;

 private:
  [[nodiscard]] Amount wanted_in_spot(const VenueCash& at, const CashAcross& across) const;

  const CashTargets& targets_;
  const ModeSettings& mode_;
  Amount purchase_;         ///< what the account of spot needs for the purchase that follows
  bool purchased_ = false;  ///< whether that purchase can be made with what is there
};

}  // namespace basis
