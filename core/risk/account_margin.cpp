#include "core/risk/account_margin.hpp"

#include <algorithm>

#include "core/portfolio/valuation.hpp"
#include "core/risk/maintenance.hpp"

namespace basis {
namespace {

AccountMargin measure_margin(const Universe& universe, AccountId account, const PositionSet& positions,
                             const MarketSnapshot& market, const PerpRules& rules) {
  AccountMargin margin;
  margin.account = account;
  Amount net;
  Amount maintenance;
  double at_next_rates = 0;
  for (const Instrument& instrument : universe.instruments()) {
    if (instrument.account != account) continue;
    const Holding& holding = positions[instrument.id.index()];
    if (instrument.type == PositionType::base_token && instrument.asset == universe.quote_asset()) {
      margin.cash += holding.amount;
      margin.balance += holding.amount;
    } else if (instrument.type == PositionType::perp) {
      const Price mark = market.marks[instrument.id.index()];
      margin.balance += unrealised(holding, mark);
      const Amount worth = mul(holding.amount, mark, Rounding::floor);
      margin.notional += worth.abs();
      net += worth;
      if (rules.empty()) continue;
      const MarketSettings& market_rules = *rules[instrument.id.index()];
      maintenance += maintenance_margin(market_rules, worth.abs());
      at_next_rates += maintenance_rate(market_rules, worth.abs()).to_double() * worth.abs().to_double();
    }
  }
  set_margin_ratios(margin, net, maintenance, at_next_rates);
  return margin;
}

}  // namespace

bool AccountMargin::under(Ratio limit) const {
  // Compared in amounts: with doubles, a ratio exactly at its limit could be rounded to either
  // side.
  return notional.sign() > 0 && balance < mul(notional, limit, Rounding::ceil);
}

void set_margin_ratios(AccountMargin& margin, Amount net, Amount maintenance, double at_next_rates) {
  if (margin.notional.sign() <= 0) return;
  margin.margin_ratio = ratio(margin.balance, margin.notional);
  // A short of notional 1 and balance b is at its maintenance m of rate r after a rise x: b - x = m + r * x.
  if (net.sign() < 0)
    margin.price_rise_to_liquidation = (*margin.margin_ratio - ratio(maintenance, margin.notional)) /
                                       (1 + at_next_rates / margin.notional.to_double());
}

std::vector<AccountMargin> measure_margins(const Universe& universe, const PositionSet& positions,
                                           const MarketSnapshot& market, const PerpRules& rules) {
  std::vector<AccountMargin> margins;
  for (std::size_t i = 0; i < universe.accounts().size(); ++i) {
    const AccountId account{static_cast<std::uint16_t>(i)};
    const bool trades_perps = std::any_of(
        universe.instruments().begin(), universe.instruments().end(), [account](const Instrument& instrument) {
          return instrument.account == account && instrument.type == PositionType::perp;
        });
    if (trades_perps) margins.push_back(measure_margin(universe, account, positions, market, rules));
  }
  return margins;
}

}  // namespace basis
