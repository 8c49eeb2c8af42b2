#include "core/execution/leverage_state.hpp"

#include "core/execution/routing.hpp"
#include "core/portfolio/valuation.hpp"

namespace basis {

LeveragePosition leverage_position(const PortfolioView& portfolio, const Settings& settings) {
  const Universe& universe = portfolio.universe;
  const std::string& token = staking_venue(settings).staking->token;
  LeveragePosition position;
  position.staked = universe.held_token(token);
  position.collateral = routed_instrument(universe, settings, ActionType::supply, token);
  position.debt = routed_instrument(universe, settings, ActionType::borrow, "WETH");
  const auto in_coins = [&](InstrumentId id) {
    return in_asset(universe[id], portfolio.holding(id), portfolio.market);
  };
  position.state = {in_coins(position.collateral), -in_coins(position.debt)};
  position.loose = in_coins(position.staked);
  position.rate = portfolio.market.rates[position.staked.index()];
  return position;
}

}  // namespace basis
