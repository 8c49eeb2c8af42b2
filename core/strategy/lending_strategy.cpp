#include "core/strategy/lending_strategy.hpp"

#include "core/portfolio/valuation.hpp"
#include "core/strategy/blocks.hpp"

namespace basis {
Amount LendingStrategy::supplied(const PortfolioView& portfolio) const {
  Amount total;
  for (const Instrument& instrument : portfolio.universe.instruments())
    if (instrument.type == PositionType::a_token)
      total += underlying(instrument, portfolio.holding(instrument.id), portfolio.market);
  return total;
}

bool LendingStrategy::entered(const PortfolioView& portfolio) const { return supplied(portfolio).sign() > 0; }

Amount LendingStrategy::round_trip_gas(const PortfolioView& portfolio) const {
  return gas(portfolio, "approve") + gas(portfolio, "supply") + gas(portfolio, "withdraw");
}

Amount LendingStrategy::excess(const PortfolioView& portfolio, Amount equity) const {
  return deployable(equity, round_trip_gas(portfolio)) - supplied(portfolio);
}

EntryPlan LendingStrategy::plan_entry(const PortfolioView& portfolio, Amount equity, Ratio reserve) const {
  const Amount due = round_trip_gas(portfolio);
  return {under_gas("there would be supplied", deployable(equity, due, reserve), due, mode().share_class), due};
}

bool LendingStrategy::worth_rebalancing(const PortfolioView& portfolio) const {
  return worth_its_gas(excess(portfolio, portfolio.equity()).abs(), round_trip_gas(portfolio));
}

InstructionBlocks LendingStrategy::to_target(const PortfolioView& portfolio, const Goal& goal) const {
  const Amount amount = excess(portfolio, goal.equity);
  if (amount.sign() > 0)
    return {single_block(contract_call(ActionType::approve, mode().asset, amount)),
            single_block(contract_call(ActionType::supply, mode().asset, amount))};
  if (amount.sign() < 0) return {single_block(contract_call(ActionType::withdraw, mode().asset, -amount))};
  return {};
}

InstructionBlocks LendingStrategy::entry_full(const PortfolioView& portfolio, const Goal& goal) const {
  return to_target(portfolio, goal);
}

InstructionBlocks LendingStrategy::entry_partial(const PortfolioView& portfolio, const Goal& goal) const {
  return to_target(portfolio, goal);
}

InstructionBlocks LendingStrategy::exit_partial(const PortfolioView& portfolio, const Goal& goal) const {
  if (!goal.part) return to_target(portfolio, goal);
  return {single_block(contract_call(ActionType::withdraw, mode().asset, goal.part->leaving(supplied(portfolio))))};
}

InstructionBlocks LendingStrategy::exit_full(const PortfolioView&, ExitSpeed) const {
  return {single_block(contract_call(ActionType::withdraw, mode().asset, Amount{}, true))};
}

}  // namespace basis
