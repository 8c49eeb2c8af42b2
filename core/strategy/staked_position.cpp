#include <algorithm>

#include "core/execution/routing.hpp"
#include "core/execution/swap_quote.hpp"
#include "core/market/valuation.hpp"
#include "core/strategy/blocks.hpp"
#include "core/strategy/onchain_position.hpp"

namespace basis {

std::optional<std::string> OnChainPosition::unsafe(const BookView&, bool) const { return std::nullopt; }
InstructionBlocks OnChainPosition::repair(const BookView&) const { return {}; }
Amount OnChainPosition::drift(const BookView&) const { return {}; }

const std::string& OnChainPosition::token() const { return staking_venue(context_.settings).staking->token; }

Amount StakedPosition::net(const BookView& book) const {
  const Instrument& staked = book.universe[book.universe.held_token(token())];
  return in_asset(staked, book.holding(staked.id), book.market);
}

InstructionBlocks StakedPosition::enter(const BookView&, Amount coins, bool all) const {
  return {single_block(contract_call(ActionType::stake, token(), coins, all))};
}

InstructionBlocks StakedPosition::sell(Amount tokens, bool everything) const {
  Instruction swap = contract_call(ActionType::swap, token(), tokens, everything);
  swap.into = context().settings.mode.asset;
  return {single_block(contract_call(ActionType::approve, token(), tokens, everything)), single_block(std::move(swap))};
}

InstructionBlocks StakedPosition::leave(const BookView& book, Amount coins, ExitSpeed speed) const {
  const InstrumentId sold = book.universe.held_token(token());
  const InstrumentId bought = book.universe.held_token(context().settings.mode.asset);
  if (speed == ExitSpeed::fast)
    if (const auto tokens =
            tokens_for(book.universe, context().settings, context().costs, book.market, sold, bought, coins))
      return sell(std::min(*tokens, book.holding(sold).amount), false);
  const Amount burned = div(coins, book.market.rates[sold.index()], Rounding::ceil);
  return {single_block(contract_call(ActionType::unstake, token(), std::min(burned, book.holding(sold).amount)))};
}

InstructionBlocks StakedPosition::leave_all(const BookView& book, ExitSpeed speed) const {
  const InstrumentId sold = book.universe.held_token(token());
  if (book.holding(sold).amount.is_zero()) return {};
  if (speed == ExitSpeed::fast && book.market.market_rates[sold.index()]) return sell(Amount{}, true);
  return {single_block(contract_call(ActionType::unstake, token(), Amount{}, true))};
}

Amount StakedPosition::entry_gas(const BookView& book) const { return gas(book, "stake"); }

Amount StakedPosition::round_trip_gas(const BookView& book) const {
  return gas(book, "stake") + gas(book, "approve") + std::max(gas(book, "swap"), gas(book, "unstake"));
}

}  // namespace basis
