#include "core/strategy/staking_strategy.hpp"

#include <algorithm>

#include "core/execution/routing.hpp"
#include "core/execution/swap_quote.hpp"
#include "core/market/valuation.hpp"

namespace basis {
namespace {

InstructionBlock single(ActionType action, const std::string& token, Amount amount, bool everything = false) {
  Instruction instruction;
  instruction.action = action;
  instruction.token = token;
  instruction.amount = amount;
  instruction.everything = everything;
  return {{instruction}, BlockKind::sequence, {}};
}

Amount staked(const BookView& book) {
  Amount total;
  for (const Instrument& instrument : book.universe.instruments())
    if (instrument.type == PositionType::lst) total += in_asset(instrument, book.holding(instrument.id), book.market);
  return total;
}

}  // namespace

Amount StakingStrategy::gas(const BookView& book, std::string_view operation) const {
  return context().costs.gas(operation, book.universe, book.market);
}

bool StakingStrategy::entered(const BookView& book) const { return staked(book).sign() > 0; }

Amount StakingStrategy::excess(const BookView& book, Amount equity) const {
  return deployable(equity, gas(book, "stake") + gas(book, "approve") + gas(book, "swap")) - staked(book);
}

bool StakingStrategy::worth_rebalancing(const BookView& book) const {
  const Amount dollars = mul(excess(book, book.equity()), book.price(book.universe.delta_asset()), Rounding::floor);
  return dollars.abs() >= mode().transfer.minimum;
}

InstructionBlocks StakingStrategy::leave(const BookView& book, Amount coins, bool everything) const {
  const std::string& token = staking_venue(context().settings).staking->token;
  const InstrumentId sold = held_token(book.universe, token);
  const InstrumentId bought = held_token(book.universe, mode().asset);
  const auto tokens = tokens_for(book.universe, context().settings, context().costs, book.market, sold, bought, coins);
  if (!tokens) {
    const Amount burned = div(coins, book.market.rates[sold.index()], Rounding::ceil);
    return {single(ActionType::unstake, token, burned, everything)};
  }
  InstructionBlock sale = single(ActionType::swap, token, *tokens, everything);
  sale.instructions.front().into = mode().asset;
  return {single(ActionType::approve, token, *tokens, everything), std::move(sale)};
}

InstructionBlocks StakingStrategy::to_target(const BookView& book, Amount equity) const {
  const Amount wanted = excess(book, equity);
  if (wanted.sign() < 0) return leave(book, -wanted, false);
  const Amount in_wallet = book.holding(held_token(book.universe, mode().asset)).amount;
  // What waits in the exit queue is equity, but cannot be staked yet.
  const Amount amount = std::min(wanted, in_wallet - gas(book, "stake"));
  const StakingSettings& venue = *staking_venue(context().settings).staking;
  if (amount < venue.minimum_stake) return {};
  return {single(ActionType::stake, venue.token, amount)};
}

InstructionBlocks StakingStrategy::entry_full(const BookView& book, Amount equity) const {
  return to_target(book, equity);
}

InstructionBlocks StakingStrategy::entry_partial(const BookView& book, Amount equity) const {
  return to_target(book, equity);
}

InstructionBlocks StakingStrategy::exit_partial(const BookView& book, Amount equity) const {
  return to_target(book, equity);
}

InstructionBlocks StakingStrategy::exit_full(const BookView& book) const { return leave(book, staked(book), true); }

}  // namespace basis
