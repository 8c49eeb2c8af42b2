#include "core/strategy/basis_strategy.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/strategy/blocks.hpp"

namespace basis {

InstructionBlocks BasisStrategy::to_target(const BookView& book, const Goal& goal, Ratio margin_fraction,
                                           bool discretionary) const {
  const Amount one = Amount::from_int(1);
  const Amount gas_due = transfers_gas(book);
  const Amount deployed = deployable(goal.equity, gas_due);
  const Amount notional = scale(deployed, one, one + mul(one, margin_fraction, Rounding::floor), Rounding::floor);
  const Price price = book.price(book.universe.delta_asset());
  const Amount change = div(notional, price, Rounding::floor) - spot_coins(book);
  CashTargets targets;
  targets.wallet = goal.set_aside + std::max(Amount{}, goal.equity - deployed - gas_due);
  targets.margin = mul(notional, margin_fraction, Rounding::floor);
  const bool optional = discretionary && goal.set_aside.is_zero();
  if (change.sign() < 0) return {pair_block(-change, false, false), cash_block(targets, optional)};
  targets.spot = mul(change, price, Rounding::floor);
  return {cash_block(targets, optional), pair_block(change, true, false)};
}

InstructionBlocks BasisStrategy::entry_full(const BookView& book, const Goal& goal) const {
  return to_target(book, goal, mode().margin_fraction, false);
}

InstructionBlocks BasisStrategy::entry_partial(const BookView& book, const Goal& goal) const {
  return to_target(book, goal, mode().margin_fraction, true);
}

InstructionBlocks BasisStrategy::exit_partial(const BookView& book, const Goal& goal) const {
  return to_target(book, goal, mode().margin_fraction, true);
}

InstructionBlocks BasisStrategy::exit_full(const BookView& book, ExitSpeed) const {
  CashTargets home;
  home.wallet = book.equity();
  return {pair_block(Amount{}, false, true), cash_block(home, false)};
}

/// Legs shrink until the margin that is left, with what spot brings in, is the
/// target: p = (target - pooled) / (1 + target), which is the target state at
/// margin fraction `margin_ratio.target`.
Decision BasisStrategy::raise_margin(const BookView& book, const MarginPool& pool, const std::string& reason) const {
  return {DecisionKind::exit_partial,
          fmt::format("{}, and no account can give ({:.4f} over all)", reason, ratio(pool.balance, pool.notional)),
          true, to_target(book, {book.equity(), Amount{}, ExitSpeed::fast}, mode().margin_ratio.target, false)};
}

std::optional<Decision> BasisStrategy::correct_delta(const BookView& book) const {
  if (!book.exposure.delta_over(mode().delta_tolerance)) return std::nullopt;
  const Amount excess = book.exposure.net_delta.abs();
  return Decision{DecisionKind::exit_partial,
                  fmt::format("net delta is {:.4f} of gross exposure", book.exposure.net_delta_of_gross),
                  true,
                  {book.exposure.net_delta.sign() > 0 ? spot_sale_block(excess) : perp_block(excess, true)}};
}

}  // namespace basis
