#include "core/risk/risk_limits.hpp"

#include <algorithm>

namespace basis {
namespace {

bool can_owe(const Universe& universe, AccountId account) {
  return std::any_of(universe.instruments().begin(), universe.instruments().end(), [account](const Instrument& one) {
    return one.account == account && one.type == PositionType::debt_token;
  });
}

PerpRules perp_rules(const Universe& universe, const Settings& settings) {
  PerpRules rules;
  for (const Instrument& one : universe.instruments())
    rules.push_back(one.type == PositionType::perp
                        ? &settings.venues.at(universe.venue_of(one.account)).perp.at(one.symbol)
                        : nullptr);
  return rules;
}

}  // namespace

RiskLimits risk_limits(const Universe& universe, const Settings& settings) {
  const ModeSettings& mode = settings.mode;
  RiskLimits limits;
  limits.margin_ratio = mode.margin_ratio;
  limits.perp_rules = perp_rules(universe, settings);
  limits.delta_tolerance = mode.delta_tolerance;
  limits.reserve_ratio = mode.reserve_ratio;
  limits.hedged = settings.market_neutral && mode.asset != mode.share_class;
  const bool stakes = mode.routing.contains("stake");
  if (stakes && !mode.hedge_allocation.empty()) limits.delta_drift = mode.delta_drift;
  if (stakes) limits.max_stake_spread_move = mode.max_stake_spread_move;
  limits.health_factor_warning = mode.leverage.health_factor_warning;
  limits.health_factor_critical = mode.leverage.health_factor_critical;
  for (LendingTerms& terms : lending_terms(universe, settings, mode.routing.contains("borrow")))
    if (can_owe(universe, terms.account)) limits.lending.push_back(std::move(terms));
  return limits;
}

}  // namespace basis
