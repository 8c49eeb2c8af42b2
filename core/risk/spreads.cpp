#include "core/risk/spreads.hpp"

#include <algorithm>

#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

double relative(double to, double from) { return from > 0 ? to / from - 1 : 0; }

}  // namespace

std::optional<Ray> market_rate(const Universe& universe, const MarketSnapshot& market, const Instrument& instrument) {
  if (!instrument.has_rate || market.market_rates.empty()) return std::nullopt;
  for (const Instrument& other : universe.instruments()) {
    const auto& rate = market.market_rates[other.id.index()];
    if (rate && other.token == instrument.token) return rate;
  }
  return std::nullopt;
}

bool discount_over(Ray oracle, Ray market, Ratio limit) {
  return (oracle - market).raw() > mul_div(oracle.raw(), limit.raw(), Ratio::kOne, Rounding::floor);
}

std::vector<Spread> stake_spreads(const Universe& universe, const PositionSet& positions,
                                  const MarketSnapshot& market) {
  std::vector<Spread> spreads;
  for (const Instrument& instrument : universe.instruments()) {
    const Holding& holding = positions[instrument.id.index()];
    if (!instrument.has_rate || holding.amount.is_zero()) continue;
    const Amount loss = mul(value(universe, instrument, holding, market), kStakeSpreadShock, Rounding::ceil);
    const auto same = std::find_if(spreads.begin(), spreads.end(), [&](const Spread& one) {
      return universe[one.instrument].token == instrument.token;
    });
    if (same != spreads.end()) {
      same->loss += loss;
      continue;
    }
    Spread spread{instrument.id, std::nullopt, loss};
    if (const auto rate = market_rate(universe, market, instrument))
      spread.spread = relative(rate->to_double(), market.rates[instrument.id.index()].to_double());
    spreads.push_back(spread);
  }
  return spreads;
}

std::vector<Spread> basis_spreads(const Universe& universe, const PositionSet& positions,
                                  const MarketSnapshot& market) {
  std::vector<Spread> spreads;
  for (const Instrument& instrument : universe.instruments()) {
    const Holding& holding = positions[instrument.id.index()];
    if (instrument.type != PositionType::perp || holding.amount.is_zero()) continue;
    const Price mark = market.marks[instrument.id.index()];
    const Amount loss = mul(mul(holding.amount.abs(), mark, Rounding::ceil), kBasisShock, Rounding::ceil);
    spreads.push_back(
        {instrument.id, relative(mark.to_double(), market.prices[instrument.asset.index()].to_double()),
         convert(loss, market.prices[universe.quote_asset().index()], market.prices[universe.share_asset().index()])});
  }
  return spreads;
}

}  // namespace basis
