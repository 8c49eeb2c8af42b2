#include <algorithm>

#include "core/execution/routing.hpp"
#include "core/execution/swap_quote.hpp"
#include "core/portfolio/valuation.hpp"
#include "core/strategy/blocks.hpp"
#include "core/strategy/onchain_position.hpp"

namespace basis {

std::optional<std::string> OnChainPosition::unsafe(const PortfolioView&, bool) const { return std::nullopt; }
InstructionBlocks OnChainPosition::repair(const PortfolioView&) const { return {}; }
Amount OnChainPosition::drift(const PortfolioView&) const { return {}; }

std::string OnChainPosition::too_small(Amount coins) const {
  const Amount least = staking_venue(context_.settings).staking->minimum_stake;
  if (coins >= least) return {};
  return std::max(coins, Amount{}).to_string() + " " + context_.settings.mode.asset +
         " is under the staking venue's minimum of " + least.to_string();
}

/// At the oracle's rate, which is known before the DEX rate is.
Amount OnChainPosition::sale_cost(const PortfolioView& portfolio, Amount coins) const {
  const Universe& universe = portfolio.universe;
  const Amount sold = mul(coins, multiple(), Rounding::ceil);
  if (sold.sign() <= 0) return {};
  const Amount worth = mul(sold, portfolio.price(universe.delta_asset()), Rounding::floor);
  const BasisPoints cost =
      pool_cost(universe[universe.held_token(token())], universe[portfolio.in_wallet(context_.settings.mode.asset)],
                dex_of(context_.settings), context_.costs, worth);
  return mul(sold, cost, Rounding::ceil);
}

const std::string& OnChainPosition::token() const { return staking_venue(context_.settings).staking->token; }

Amount StakedPosition::net(const PortfolioView& portfolio) const {
  const Instrument& staked = portfolio.universe[portfolio.universe.held_token(token())];
  return in_asset(staked, portfolio.holding(staked.id), portfolio.market);
}

InstructionBlocks StakedPosition::enter(const PortfolioView&, Amount coins, bool all) const {
  return {single_block(contract_call(ActionType::stake, token(), coins, all))};
}

InstructionBlocks StakedPosition::sell(Amount tokens, bool everything) const {
  Instruction swap = contract_call(ActionType::swap, token(), tokens, everything);
  swap.into = context().settings.mode.asset;
  return {single_block(contract_call(ActionType::approve, token(), tokens, everything)), single_block(std::move(swap))};
}

InstructionBlocks StakedPosition::leave(const PortfolioView& portfolio, Amount coins, ExitSpeed speed) const {
  const InstrumentId sold = portfolio.universe.held_token(token());
  const InstrumentId bought = portfolio.universe.held_token(context().settings.mode.asset);
  if (speed == ExitSpeed::fast)
    if (const auto tokens =
            tokens_for(portfolio.universe, context().settings, context().costs, portfolio.market, sold, bought, coins))
      return sell(std::min(*tokens, portfolio.holding(sold).amount), false);
  // Without a sale that brings the coins they come from the exit queue.
  const Amount burned = div(coins, portfolio.market.rates[sold.index()], Rounding::ceil);
  return {single_block(contract_call(ActionType::unstake, token(), std::min(burned, portfolio.holding(sold).amount)))};
}

InstructionBlocks StakedPosition::leave_all(const PortfolioView& portfolio, ExitSpeed speed) const {
  const InstrumentId sold = portfolio.universe.held_token(token());
  if (portfolio.holding(sold).amount.is_zero()) return {};
  if (speed == ExitSpeed::fast && portfolio.market.market_rates[sold.index()]) return sell(Amount{}, true);
  return {single_block(contract_call(ActionType::unstake, token(), Amount{}, true))};
}

Amount StakedPosition::entry_gas(const PortfolioView& portfolio) const { return gas(portfolio, "stake"); }

Amount StakedPosition::round_trip_gas(const PortfolioView& portfolio) const {
  return gas(portfolio, "stake") + gas(portfolio, "approve") +
         std::max(gas(portfolio, "swap"), gas(portfolio, "unstake"));
}

}  // namespace basis
