#include "core/strategy/lending_strategy.hpp"

#include "core/market/valuation.hpp"
#include "core/strategy/blocks.hpp"

namespace basis {
Amount LendingStrategy::supplied(const BookView& book) const {
  Amount total;
  for (const Instrument& instrument : book.universe.instruments())
    if (instrument.type == PositionType::a_token)
      total += underlying(instrument, book.holding(instrument.id), book.market);
  return total;
}

bool LendingStrategy::entered(const BookView& book) const { return supplied(book).sign() > 0; }

Amount LendingStrategy::excess(const BookView& book, Amount equity) const {
  return deployable(equity, gas(book, "approve") + gas(book, "supply") + gas(book, "withdraw")) - supplied(book);
}

bool LendingStrategy::worth_rebalancing(const BookView& book) const {
  return excess(book, book.equity()).abs() >= mode().transfer.minimum;
}

InstructionBlocks LendingStrategy::to_target(const BookView& book, const Goal& goal) const {
  const Amount amount = excess(book, goal.equity);
  if (amount.sign() > 0)
    return {single_block(contract_call(ActionType::approve, mode().asset, amount)),
            single_block(contract_call(ActionType::supply, mode().asset, amount))};
  if (amount.sign() < 0) return {single_block(contract_call(ActionType::withdraw, mode().asset, -amount))};
  return {};
}

InstructionBlocks LendingStrategy::entry_full(const BookView& book, const Goal& goal) const {
  return to_target(book, goal);
}

InstructionBlocks LendingStrategy::entry_partial(const BookView& book, const Goal& goal) const {
  return to_target(book, goal);
}

InstructionBlocks LendingStrategy::exit_partial(const BookView& book, const Goal& goal) const {
  return to_target(book, goal);
}

InstructionBlocks LendingStrategy::exit_full(const BookView&, ExitSpeed) const {
  return {single_block(contract_call(ActionType::withdraw, mode().asset, Amount{}, true))};
}

}  // namespace basis
