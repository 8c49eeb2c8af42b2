#include "core/market/valuation.hpp"

namespace basis {

Amount convert(Amount amount, Price from, Price to) {
  if (from == to) return amount;
  return Amount::from_raw(mul_div(amount.raw(), from.raw(), to.raw(), Rounding::floor));
}

Amount underlying(const Instrument& instrument, const Holding& holding, const MarketSnapshot& market) {
  if (!instrument.has_index || holding.amount.is_zero()) return holding.amount;
  return mul(holding.amount, market.indices[instrument.id.index()], Rounding::floor);
}

Amount in_asset(const Instrument& instrument, const Holding& holding, const MarketSnapshot& market) {
  const Amount tokens = underlying(instrument, holding, market);
  if (!instrument.has_rate || tokens.is_zero()) return tokens;
  return mul(tokens, market.rates[instrument.id.index()], Rounding::floor);
}

Amount unrealised(const Holding& holding, Price mark) {
  return mul(holding.amount, mark, Rounding::floor) - holding.entry_cost;
}

Amount value(const Universe& universe, const Instrument& instrument, const Holding& holding,
             const MarketSnapshot& market) {
  if (holding.amount.is_zero()) return Amount{};
  const Price share = market.prices[universe.share_asset().index()];
  if (instrument.type == PositionType::perp)
    return convert(unrealised(holding, market.marks[instrument.id.index()]),
                   market.prices[universe.quote_asset().index()], share);
  return convert(in_asset(instrument, holding, market), market.prices[instrument.asset.index()], share);
}

Amount equity(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market) {
  Amount total;
  for (const Instrument& instrument : universe.instruments())
    total += value(universe, instrument, positions[instrument.id.index()], market);
  return total;
}

}  // namespace basis
