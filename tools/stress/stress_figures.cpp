#include "tools/stress/stress_figures.hpp"

#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

/// Approximate gas of an atomic exit of a leveraged position.
constexpr std::int64_t kGasUnits = 1'000'000;

StressFigure of_amount(std::string name, Amount amount) {
  return {std::move(name), {}, FigureKind::amount, amount, std::nullopt};
}

StressFigure of_number(std::string name, std::string of, FigureKind kind, std::optional<double> number) {
  return {std::move(name), std::move(of), kind, std::nullopt, number};
}

bool holds_staked(const Universe& universe) {
  for (const Instrument& instrument : universe.instruments())
    if (instrument.has_rate) return true;
  return false;
}

Amount gas_cost(const Universe& universe, const MarketSnapshot& market) {
  const Amount eth = Amount::from_raw(mul_div(market.gas_price->raw(), kGasUnits, 1, Rounding::ceil));
  return convert(eth, *market.gas_token_price, market.prices[universe.share_asset().index()]);
}

void add_lending(const Universe& universe, const StressState& state, std::vector<StressFigure>& figures) {
  const auto add = [&](const std::string& name, FigureKind kind, auto measure) {
    for (const LendingAccount& account : state.risk.lending)
      figures.push_back(of_number(name, universe.name(account.account), kind, (account.*measure)()));
  };
  add("health_factor", FigureKind::ratio, &LendingAccount::health_factor);
  add("ltv", FigureKind::ratio, &LendingAccount::ltv);
  add("price_fall_to_liquidation", FigureKind::percent, &LendingAccount::price_fall_to_liquidation);
}

void add_margins(const Universe& universe, const StressState& state, std::vector<StressFigure>& figures) {
  for (const AccountMargin& margin : state.risk.margins)
    figures.push_back(
        of_number("margin_ratio", universe.venue_of(margin.account), FigureKind::ratio, margin.margin_ratio));
  for (const AccountMargin& margin : state.risk.margins)
    figures.push_back(of_number("price_rise_to_liquidation", universe.venue_of(margin.account), FigureKind::percent,
                                margin.price_rise_to_liquidation));
}

}  // namespace

std::vector<StressFigure> stress_figures(const StressRules& rules, const StressState& state) {
  const Universe& universe = rules.universe;
  std::vector<StressFigure> figures = {of_amount("equity", state.exposure.equity)};
  if (holds_staked(universe)) figures.push_back(of_amount("equity_at_market", state.equity_at_market));
  add_lending(universe, state, figures);
  add_margins(universe, state, figures);
  figures.push_back(
      {"net_delta", universe.name(universe.delta_asset()), FigureKind::coins, state.exposure.net_delta, std::nullopt});
  figures.push_back(of_number("net_delta_of_equity", {}, FigureKind::percent, state.exposure.net_delta_of_equity));
  if (state.market.gas_price && state.market.gas_token_price)
    figures.push_back(of_amount("million_gas", gas_cost(universe, state.market)));
  return figures;
}

}  // namespace basis
