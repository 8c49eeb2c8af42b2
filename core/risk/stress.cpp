#include "core/risk/stress.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/portfolio/valuation.hpp"
#include "core/risk/account_liquidation.hpp"
#include "core/risk/liquidation.hpp"
#include "core/risk/shocked_state.hpp"

namespace basis {
namespace {

Amount equity_at_market(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market) {
  MarketSnapshot at_market = market;
  for (const Instrument& instrument : universe.instruments())
    if (const auto rate = market_rate(universe, market, instrument)) at_market.rates[instrument.id.index()] = *rate;
  return equity(universe, positions, at_market);
}

void liquidate_margin(const StressRules& rules, const MarketSnapshot& market, PositionSet& positions,
                      std::vector<std::string>& lines) {
  for (const AccountMargin& margin : measure_margins(rules.universe, positions, market, rules.limits.perp_rules)) {
    const AccountLiquidation done =
        liquidate_account(rules.universe, rules.settings, margin.account, positions, market);
    for (const LedgerEntry& entry : done.entries) apply_entry(entry, positions);
    for (const ClosedPerp& closed : done.closed) lines.push_back(closed.text);
  }
}

/// Debt without collateral is nobody's to collect. It is told with the liquidation that left it.
void write_off(const Universe& universe, const LendingTerms& terms, const MarketSnapshot& market,
               PositionSet& positions, std::vector<std::string>& lines) {
  for (const InstrumentId debt : bad_debts(universe, terms, positions)) {
    Holding& owed = positions[debt.index()];
    const std::string left = fmt::format("{} of {} without collateral written off",
                                         (-underlying(universe[debt], owed, market)).to_string(), universe[debt].key);
    if (lines.empty())
      lines.push_back(left);
    else
      lines.back() += "; " + left;
    owed = {};
  }
}

void liquidate_lending(const StressRules& rules, const MarketSnapshot& market, PositionSet& positions,
                       std::vector<std::string>& lines) {
  const Universe& universe = rules.universe;
  for (const LendingTerms& terms : rules.limits.lending) {
    for (const LiquidationCall& call : liquidate(universe, terms, positions, market)) {
      positions[call.debt.index()].amount += call.debt_scaled;
      positions[call.collateral.index()].amount -= call.collateral_scaled;
      lines.push_back(fmt::format("{} of {} taken for {} of {}", call.seized.to_string(), universe[call.collateral].key,
                                  call.repaid.to_string(), universe[call.debt].key));
    }
    write_off(universe, terms, market, positions, lines);
  }
}

/// The names of a shock that have no effect on this universe.
std::vector<std::string> without_part(const StressRules& rules, const MarketSnapshot& market, const Shock& shock) {
  const auto any = [&](const auto& counts) {
    return std::any_of(rules.universe.instruments().begin(), rules.universe.instruments().end(), counts);
  };
  const bool perps = any([](const Instrument& one) { return one.type == PositionType::perp; });
  const bool staked = any([](const Instrument& one) { return one.has_rate; });
  const bool debts = any([](const Instrument& one) { return one.type == PositionType::debt_token; });
  std::vector<std::string> names;
  for (const auto& [asset, move] : shock.prices)
    if (!rules.universe.find_asset(asset)) names.push_back(asset);
  if (shock.staking_rate && !staked) names.emplace_back("staking_rate");
  if (shock.market_rate && !staked) names.emplace_back("market_rate");
  if (shock.basis && !perps) names.emplace_back("basis");
  if (shock.gas && !market.gas_price) names.emplace_back("gas");
  if (shock.funding && !perps) names.emplace_back("funding");
  if (shock.borrow_rate && !debts) names.emplace_back("borrow_rate");
  return names;
}

}  // namespace

StressState measure_state(const StressRules& rules, PositionSet positions, MarketSnapshot market) {
  StressState state;
  state.exposure = measure_exposure(rules.universe, positions, market);
  state.risk = assess_risk(rules.universe, positions, market, state.exposure, rules.limits);
  state.equity_at_market = equity_at_market(rules.universe, positions, market);
  state.positions = std::move(positions);
  state.market = std::move(market);
  return state;
}

StressOutcome stress(const StressRules& rules, const StressState& before, const Shock& shock) {
  StressOutcome outcome;
  outcome.shock = shock;
  outcome.without_part = without_part(rules, before.market, shock);
  MarketSnapshot market = shocked_market(rules.universe, rules.settings, before.market, shock);
  PositionSet positions = before.positions;
  outcome.funding = pay_funding(rules.universe, market, shock, positions);
  liquidate_margin(rules, market, positions, outcome.liquidations);
  liquidate_lending(rules, market, positions, outcome.liquidations);
  outcome.after = measure_state(rules, std::move(positions), std::move(market));
  return outcome;
}

}  // namespace basis
