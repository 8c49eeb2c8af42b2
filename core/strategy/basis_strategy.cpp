#include "core/strategy/basis_strategy.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/execution/pair_sizing.hpp"
#include "core/strategy/blocks.hpp"

namespace basis {

InstructionBlocks BasisStrategy::to_target(const PortfolioView& portfolio, const Goal& goal, Ratio margin_fraction,
                                           bool discretionary) const {
  const Amount one = Amount::from_int(1);
  const Amount gas_due = transfers_gas(portfolio);
  const Amount deployed = deployable(goal.equity, gas_due);
  const Amount notional = scale(deployed, one, one + mul(one, margin_fraction, Rounding::floor), Rounding::floor);
  const Price price = portfolio.price(portfolio.universe.delta_asset());
  const Amount change = div(notional, price, Rounding::floor) - spot_coins(portfolio);
  CashTargets targets;
  targets.wallet = goal.set_aside + std::max(Amount{}, goal.equity - deployed - gas_due);
  targets.margin = mul(notional, margin_fraction, Rounding::floor);
  const bool optional = discretionary && goal.set_aside.is_zero();
  if (change.sign() < 0) return {pair_block(-change, false, false), cash_block(targets, optional)};
  targets.spot = mul(change, price, Rounding::floor);
  return {cash_block(targets, optional), pair_block(change, true, false), idle_cash_block()};
}

EntryPlan BasisStrategy::plan_entry(const PortfolioView& portfolio, Amount equity, Ratio reserve) const {
  const Amount one = Amount::from_int(1);
  const Amount gas_due = transfers_gas(portfolio);
  const Amount deployed = deployable(equity, gas_due, reserve);
  CashTargets targets;
  targets.spot = scale(deployed, one, one + mul(one, mode().margin_fraction, Rounding::floor), Rounding::floor);
  targets.margin = mul(targets.spot, mode().margin_fraction, Rounding::floor);
  const Amount coins = div(targets.spot, portfolio.price(portfolio.universe.delta_asset()), Rounding::floor);
  // Cash goes out in one transfer for each account and comes home in one.
  return {hedge_shortfall(portfolio, coins, targets),
          gas_due + gas_due + pair_cost(portfolio, coins, context().settings, context().costs), targets.spot};
}

InstructionBlocks BasisStrategy::entry_full(const PortfolioView& portfolio, const Goal& goal) const {
  return to_target(portfolio, goal, mode().margin_fraction, false);
}

InstructionBlocks BasisStrategy::entry_partial(const PortfolioView& portfolio, const Goal& goal) const {
  return to_target(portfolio, goal, mode().margin_fraction, true);
}

InstructionBlocks BasisStrategy::exit_partial(const PortfolioView& portfolio, const Goal& goal) const {
  if (!goal.part) return to_target(portfolio, goal, mode().margin_fraction, true);
  CashTargets targets;
  targets.wallet = goal.set_aside + goal.part->in_wallet;
  targets.margin = goal.part->of(pooled_margin(portfolio).balance);
  return {pair_block(goal.part->leaving(spot_coins(portfolio)), false, false), cash_block(targets, false)};
}

InstructionBlocks BasisStrategy::exit_full(const PortfolioView& portfolio, ExitSpeed) const {
  return {pair_block(Amount{}, false, true), all_cash_block(portfolio.equity())};
}

/// Reduces the legs until the remaining margin, with the proceeds of spot, is on target. The share
/// to close is p = (target - pooled) / (1 + target), which gives the target state at margin
/// fraction `margin_ratio.target`.
Decision BasisStrategy::raise_margin(const PortfolioView& portfolio, const MarginPool& pool,
                                     const std::string& reason) const {
  return {DecisionKind::exit_partial,
          fmt::format("{}, and no account can give ({:.4f} over all)", reason, ratio(pool.balance, pool.notional)),
          true,
          to_target(portfolio, {portfolio.equity(), Amount{}, ExitSpeed::fast}, mode().margin_ratio.target, false)};
}

std::optional<Decision> BasisStrategy::cut_position(const PortfolioView& portfolio, const MarginPool& pool,
                                                    const std::string& reason) const {
  const Ratio target = mode().margin_ratio.target;
  if (pool.balance >= mul(pool.notional, target, Rounding::floor)) return std::nullopt;
  return Decision{DecisionKind::exit_partial, reason, true,
                  to_target(portfolio, {portfolio.equity(), Amount{}, ExitSpeed::fast}, target, false)};
}

std::optional<Decision> BasisStrategy::correct_delta(const PortfolioView& portfolio) const {
  if (!portfolio.exposure.delta_over(mode().delta_tolerance)) return std::nullopt;
  const Amount excess = portfolio.exposure.net_delta.abs();
  const bool long_side = portfolio.exposure.net_delta.sign() > 0;
  InstructionBlocks blocks{long_side ? spot_sale_block(excess) : perp_block(excess, true)};
  if (long_side) blocks.push_back(idle_cash_block());
  return Decision{DecisionKind::exit_partial,
                  fmt::format("net delta is {:.4f} of gross exposure", portfolio.exposure.net_delta_of_gross), true,
                  std::move(blocks)};
}

}  // namespace basis
