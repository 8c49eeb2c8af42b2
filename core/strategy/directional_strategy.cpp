#include "core/strategy/directional_strategy.hpp"

#include <algorithm>

#include "core/execution/routing.hpp"
#include "core/strategy/blocks.hpp"

namespace basis {

bool DirectionalStrategy::entered(const BookView& book) const { return position_->net(book).sign() > 0; }

Amount DirectionalStrategy::excess(const BookView& book, Amount equity) const {
  return deployable(equity, position_->round_trip_gas(book)) - position_->net(book);
}

bool DirectionalStrategy::worth_moving(const BookView& book, Amount coins) const {
  return mul(coins.abs(), book.price(book.universe.delta_asset()), Rounding::floor) >= mode().transfer.minimum;
}

bool DirectionalStrategy::worth_rebalancing(const BookView& book) const {
  return worth_moving(book, excess(book, book.equity())) || worth_moving(book, position_->drift(book));
}

InstructionBlocks DirectionalStrategy::to_target(const BookView& book, const Goal& goal) const {
  const Amount wanted = excess(book, goal.equity);
  if (wanted.sign() < 0) {
    if (goal.set_aside.is_zero() && !worth_moving(book, wanted)) return position_->repair(book);
    return position_->leave(book, -wanted, goal.speed);
  }
  // What waits in the exit queue is equity, but cannot be staked yet.
  const Amount free = book.holding(book.in_wallet(mode().asset)).amount - goal.set_aside - position_->entry_gas(book);
  const Amount amount = std::min(wanted, free);
  if (amount < staking_venue(context().settings).staking->minimum_stake) return {};
  return position_->enter(book, amount, false);
}

InstructionBlocks DirectionalStrategy::entry_full(const BookView& book, const Goal& goal) const {
  return to_target(book, goal);
}

InstructionBlocks DirectionalStrategy::entry_partial(const BookView& book, const Goal& goal) const {
  return to_target(book, goal);
}

InstructionBlocks DirectionalStrategy::exit_partial(const BookView& book, const Goal& goal) const {
  return to_target(book, goal);
}

InstructionBlocks DirectionalStrategy::exit_full(const BookView& book, ExitSpeed speed) const {
  return position_->leave_all(book, speed);
}

std::optional<Decision> DirectionalStrategy::repair(const BookView& book, bool critical) const {
  const auto reason = position_->unsafe(book, critical);
  if (!reason) return std::nullopt;
  return Decision{DecisionKind::exit_partial, *reason, true, position_->repair(book)};
}

std::optional<Decision> DirectionalStrategy::override_risk(const BookView& book) const { return repair(book, true); }

std::optional<Decision> DirectionalStrategy::correct_margin(const BookView& book) const { return repair(book, false); }

}  // namespace basis
