#include "core/portfolio/valuation.hpp"

namespace basis {

Amount convert(Amount amount, Price from, Price to) {
  if (from == to) return amount;
  return Amount::from_raw(mul_div(amount.raw(), from.raw(), to.raw(), Rounding::floor));
}

Price price_of(const Universe& universe, AssetId asset, const MarketSnapshot& market) {
  const Price price = market.prices[asset.index()];
  if (price.is_zero())
    broken_invariant(universe.name(asset) + " is held, but has no price at " + market.time.to_string());
  return price;
}

Amount underlying(const Instrument& instrument, const Holding& holding, const MarketSnapshot& market) {
  if (!instrument.has_index || holding.amount.is_zero()) return holding.amount;
  const Ray index = market.indices[instrument.id.index()];
  require(!index.is_zero(), "a reserve without an index is held");
  return mul(holding.amount, index, Rounding::floor);
}

Amount in_asset(const Instrument& instrument, const Holding& holding, const MarketSnapshot& market) {
  const Amount tokens = underlying(instrument, holding, market);
  if (!instrument.has_rate || tokens.is_zero()) return tokens;
  const Ray rate = market.rates[instrument.id.index()];
  require(!rate.is_zero(), "a staked token without a rate is held");
  return mul(tokens, rate, Rounding::floor);
}

Amount unrealised(const Holding& holding, Price mark) {
  return mul(holding.amount, mark, Rounding::floor) - holding.entry_cost;
}

Amount value(const Universe& universe, const Instrument& instrument, const Holding& holding,
             const MarketSnapshot& market) {
  if (holding.amount.is_zero()) return Amount{};
  const AssetId share = universe.share_asset();
  const bool perp = instrument.type == PositionType::perp;
  const Amount worth =
      perp ? unrealised(holding, market.marks[instrument.id.index()]) : in_asset(instrument, holding, market);
  const AssetId asset = perp ? universe.quote_asset() : instrument.asset;
  // An amount in the share class needs no conversion, and so no price.
  if (asset == share) return worth;
  return convert(worth, price_of(universe, asset, market), price_of(universe, share, market));
}

Amount over_market(const Universe& universe, const Instrument& instrument, const Holding& holding,
                   const MarketSnapshot& market) {
  if (!instrument.has_rate || holding.amount.is_zero()) return Amount{};
  const auto& rate = market.market_rates[instrument.id.index()];
  if (!rate) return Amount{};
  const Amount sold = mul(underlying(instrument, holding, market), *rate, Rounding::floor);
  const AssetId share = universe.share_asset();
  const Amount worth = instrument.asset == share ? sold
                                                 : convert(sold, price_of(universe, instrument.asset, market),
                                                           price_of(universe, share, market));
  return value(universe, instrument, holding, market) - worth;
}

Amount equity(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market) {
  Amount total;
  for (const Instrument& instrument : universe.instruments())
    total += value(universe, instrument, positions[instrument.id.index()], market);
  return total;
}

}  // namespace basis
