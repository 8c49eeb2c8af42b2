#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

/// Whether a holding is worth another asset than the share class, so that it takes prices to value it.
bool needs_price(const Universe& universe, const Instrument& instrument) {
  const AssetId asset = instrument.type == PositionType::perp ? universe.quote_asset() : instrument.asset;
  return asset != universe.share_asset();
}

std::string not_known(const std::string& what, const char* value, const MarketSnapshot& market) {
  return what + " is held, but has no " + value + " at " + market.time.to_string();
}

/// Why one holding cannot be valued; empty when it can.
std::string lack_of(const Universe& universe, const Instrument& instrument, const MarketSnapshot& market) {
  const std::size_t at = instrument.id.index();
  const AssetId share = universe.share_asset();
  // A perp is split into the move of its asset and that of its basis, so it needs the asset's price as well.
  const bool perp = instrument.type == PositionType::perp;
  if (perp && market.marks[at].is_zero()) return not_known(instrument.key, "mark", market);
  if (instrument.has_index && market.indices[at].is_zero()) return not_known(instrument.key, "index", market);
  if (instrument.has_rate && market.rates[at].is_zero()) return not_known(instrument.key, "rate", market);
  const bool priced = perp || needs_price(universe, instrument);
  if (priced && market.prices[instrument.asset.index()].is_zero())
    return not_known(universe.name(instrument.asset), "price", market);
  if (needs_price(universe, instrument) && market.prices[share.index()].is_zero())
    return not_known(universe.name(share), "price", market);
  return {};
}

}  // namespace

Amount convert(Amount amount, Price from, Price to) {
  if (from == to) return amount;
  return Amount::from_raw(mul_div(amount.raw(), from.raw(), to.raw(), Rounding::floor));
}

Price price_of(const Universe& universe, AssetId asset, const MarketSnapshot& market) {
  const Price price = market.prices[asset.index()];
  if (price.is_zero()) broken_invariant(not_known(universe.name(asset), "price", market));
  return price;
}

Price mark_of(const Instrument& perp, const MarketSnapshot& market) {
  const Price mark = market.marks[perp.id.index()];
  if (mark.is_zero()) broken_invariant(not_known(perp.key, "mark", market));
  return mark;
}

std::optional<std::string> unvalued(const Universe& universe, const PositionSet& positions,
                                    const MarketSnapshot& market) {
  for (const Instrument& instrument : universe.instruments()) {
    if (positions[instrument.id.index()].amount.is_zero()) continue;
    if (std::string lack = lack_of(universe, instrument, market); !lack.empty()) return lack;
  }
  return std::nullopt;
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
  const Amount worth = perp ? unrealised(holding, mark_of(instrument, market)) : in_asset(instrument, holding, market);
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
