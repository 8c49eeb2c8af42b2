#include "core/strategy/directional_strategy.hpp"

#include <algorithm>

#include "core/execution/routing.hpp"
#include "core/strategy/blocks.hpp"

namespace basis {

bool DirectionalStrategy::entered(const PortfolioView& portfolio) const { return position_->net(portfolio).sign() > 0; }

Amount DirectionalStrategy::excess(const PortfolioView& portfolio, Amount equity) const {
  return deployable(equity, position_->round_trip_gas(portfolio)) - position_->net(portfolio);
}

EntryPlan DirectionalStrategy::plan_entry(const PortfolioView& portfolio, Amount equity, Ratio reserve) const {
  const Amount due = position_->round_trip_gas(portfolio);
  const Amount coins = deployable(equity, due, reserve);
  EntryPlan plan{position_->too_small(coins), due + position_->sale_cost(portfolio, coins)};
  if (plan.shortfall.empty()) plan.shortfall = under_gas("there would be staked", coins, due, mode().share_class);
  return plan;
}

bool DirectionalStrategy::worth_moving(const PortfolioView& portfolio, Amount coins) const {
  const Price price = portfolio.price(portfolio.universe.delta_asset());
  return worth_its_gas(mul(coins.abs(), price, Rounding::floor),
                       mul(position_->round_trip_gas(portfolio), price, Rounding::ceil));
}

bool DirectionalStrategy::worth_rebalancing(const PortfolioView& portfolio) const {
  return worth_moving(portfolio, excess(portfolio, portfolio.equity())) ||
         worth_moving(portfolio, position_->drift(portfolio));
}

InstructionBlocks DirectionalStrategy::to_target(const PortfolioView& portfolio, const Goal& goal) const {
  const Amount wanted = excess(portfolio, goal.equity);
  if (wanted.sign() < 0) {
    if (goal.set_aside.is_zero() && !worth_moving(portfolio, wanted)) return position_->repair(portfolio);
    return position_->leave(portfolio, -wanted, goal.speed);
  }
  // Coins in the exit queue count as equity, but cannot be staked yet.
  const Amount free =
      portfolio.holding(portfolio.in_wallet(mode().asset)).amount - goal.set_aside - position_->entry_gas(portfolio);
  const Amount amount = std::min(wanted, free);
  if (!position_->too_small(amount).empty()) return {};
  return position_->enter(portfolio, amount, false);
}

InstructionBlocks DirectionalStrategy::entry_full(const PortfolioView& portfolio, const Goal& goal) const {
  return to_target(portfolio, goal);
}

InstructionBlocks DirectionalStrategy::entry_partial(const PortfolioView& portfolio, const Goal& goal) const {
  return to_target(portfolio, goal);
}

InstructionBlocks DirectionalStrategy::exit_partial(const PortfolioView& portfolio, const Goal& goal) const {
  if (!goal.part) return to_target(portfolio, goal);
  // What came out of the exit queue is in the wallet already.
  if (goal.part->released) return {};
  return position_->leave(portfolio, goal.part->leaving(position_->net(portfolio)), goal.speed);
}

InstructionBlocks DirectionalStrategy::exit_full(const PortfolioView& portfolio, ExitSpeed speed) const {
  return position_->leave_all(portfolio, speed);
}

std::optional<Decision> DirectionalStrategy::repair(const PortfolioView& portfolio, bool critical) const {
  const auto reason = position_->unsafe(portfolio, critical);
  if (!reason) return std::nullopt;
  return Decision{DecisionKind::exit_partial, *reason, true, position_->repair(portfolio)};
}

std::optional<Decision> DirectionalStrategy::override_risk(const PortfolioView& portfolio) const {
  return repair(portfolio, true);
}

std::optional<Decision> DirectionalStrategy::correct_margin(const PortfolioView& portfolio) const {
  return repair(portfolio, false);
}

}  // namespace basis
