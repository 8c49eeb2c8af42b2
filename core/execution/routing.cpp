#include "core/execution/routing.hpp"

#include <algorithm>

namespace basis {
namespace {

/// Key of an action in the routing table; empty when the wallet itself executes it.
std::string_view route_key(ActionType action) {
  switch (action) {
    case ActionType::set_emode: return action_name(ActionType::supply);
    case ActionType::flash_repay: return action_name(ActionType::flash_loan);
    case ActionType::unwrap_rewards: return action_name(ActionType::stake);
    case ActionType::approve:
    case ActionType::wrap:
    case ActionType::unwrap:
    case ActionType::pay_out: return {};
    default: return action_name(action);
  }
}

/// The account of a venue where an action is executed.
AccountId account_at(const Universe& universe, const std::string& name, ActionType action) {
  const ExchangeAccounts* exchange = universe.exchange(name);
  const auto account = exchange == nullptr                ? universe.find_account(name)
                       : action == ActionType::perp_trade ? exchange->perp
                                                          : exchange->spot;
  if (!account) broken_invariant("the mode holds nothing on " + name);
  return *account;
}

}  // namespace

const VenueSettings& staking_venue(const Settings& settings) {
  const auto found = std::find_if(settings.venues.begin(), settings.venues.end(), [&](const auto& venue) {
    return venue.second.staking && venue.second.staking->lst_type == settings.mode.lst_type;
  });
  require(found != settings.venues.end(), "no venue of the mode stakes its liquid staking token");
  return found->second;
}

bool trades_at(const ModeSettings& mode, std::string_view venue, bool spot) {
  if (spot) {
    const auto route = mode.routing.find("spot_trade");
    return route != mode.routing.end() && route->second == venue;
  }
  const auto share = mode.hedge_allocation.find(std::string(venue));
  return share != mode.hedge_allocation.end() && !share->second.is_zero();
}

AccountId routed_account(const Universe& universe, const Settings& settings, ActionType action) {
  const std::string key(route_key(action));
  if (key.empty()) return account_at(universe, std::string(kWalletAccount), action);
  const auto route = settings.mode.routing.find(key);
  if (route == settings.mode.routing.end()) broken_invariant("the mode routes no " + key);
  return account_at(universe, route->second == "lst_type" ? staking_venue(settings).name : route->second, action);
}

InstrumentId routed_instrument(const Universe& universe, const Settings& settings, ActionType action,
                               std::string_view token) {
  const auto at = [&](PositionType type) {
    return universe.get(routed_account(universe, settings, action), type, token);
  };
  switch (action) {
    case ActionType::supply:
    case ActionType::withdraw:
    case ActionType::set_emode: return at(PositionType::a_token);
    case ActionType::borrow:
    case ActionType::repay: return at(PositionType::debt_token);
    case ActionType::stake:
    case ActionType::unstake: return at(PositionType::lst);
    case ActionType::unwrap_rewards: return at(PositionType::base_token);
    case ActionType::flash_loan:
    case ActionType::flash_repay: return universe.held_token(token);
    default: return universe.held_token(token);
  }
}

}  // namespace basis
