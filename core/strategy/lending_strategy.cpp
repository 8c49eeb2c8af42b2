#include "core/strategy/lending_strategy.hpp"

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

}  // namespace

Amount LendingStrategy::supplied(const BookView& book) const {
  Amount total;
  for (const Instrument& instrument : book.universe.instruments())
    if (instrument.type == PositionType::a_token)
      total += underlying(instrument, book.holding(instrument.id), book.market);
  return total;
}

bool LendingStrategy::entered(const BookView& book) const { return supplied(book).sign() > 0; }

Amount LendingStrategy::excess(const BookView& book, Amount equity) const {
  const auto gas = [&](std::string_view operation) {
    return context().costs.gas(operation, book.universe, book.market);
  };
  return deployable(equity, gas("approve") + gas("supply") + gas("withdraw")) - supplied(book);
}

bool LendingStrategy::worth_rebalancing(const BookView& book) const {
  return excess(book, book.equity()).abs() >= mode().transfer.minimum;
}

InstructionBlocks LendingStrategy::to_target(const BookView& book, Amount equity) const {
  const Amount amount = excess(book, equity);
  if (amount.sign() > 0)
    return {single(ActionType::approve, mode().asset, amount), single(ActionType::supply, mode().asset, amount)};
  if (amount.sign() < 0) return {single(ActionType::withdraw, mode().asset, -amount)};
  return {};
}

InstructionBlocks LendingStrategy::entry_full(const BookView& book, Amount equity) const {
  return to_target(book, equity);
}

InstructionBlocks LendingStrategy::entry_partial(const BookView& book, Amount equity) const {
  return to_target(book, equity);
}

InstructionBlocks LendingStrategy::exit_partial(const BookView& book, Amount equity) const {
  return to_target(book, equity);
}

InstructionBlocks LendingStrategy::exit_full(const BookView&) const {
  return {single(ActionType::withdraw, mode().asset, Amount{}, true)};
}

}  // namespace basis
