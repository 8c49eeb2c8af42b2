#include "core/execution/swap_quote.hpp"

#include <algorithm>

namespace basis {
namespace {

/// USDT per token: its asset's price, for a staked token by its market rate.
std::optional<Amount> worth_of_one(const Universe& universe, const MarketSnapshot& market, InstrumentId id) {
  const Instrument& instrument = universe[id];
  const Price price = market.prices[instrument.asset.index()];
  if (price.sign() <= 0) return std::nullopt;
  const Amount one = mul(Amount::from_int(1), price, Rounding::floor);
  if (!instrument.has_rate) return one;
  const auto& rate = market.market_rates[id.index()];
  if (!rate) return std::nullopt;
  return mul(one, *rate, Rounding::floor);
}

/// Units of `into` per unit of `from`. Within one asset the price drops out, so
/// that a staked token's rate is taken as it is.
std::optional<Ray> market_rate(const Universe& universe, const MarketSnapshot& market, InstrumentId from,
                               InstrumentId into) {
  const Ray one = Ray::from_raw(Ray::kOne);
  const auto rate_of = [&](InstrumentId id) {
    return universe[id].has_rate ? market.market_rates[id.index()] : std::optional(one);
  };
  const auto sold = rate_of(from);
  const auto bought = rate_of(into);
  if (!sold || !bought) return std::nullopt;
  const i128 of_asset = mul_div(sold->raw(), Ray::kOne, bought->raw(), Rounding::floor);
  if (universe[from].asset == universe[into].asset) return Ray::from_raw(of_asset);
  const Price give = market.prices[universe[from].asset.index()];
  const Price take = market.prices[universe[into].asset.index()];
  if (give.sign() <= 0 || take.sign() <= 0) return std::nullopt;
  return Ray::from_raw(mul_div(of_asset, give.raw(), take.raw(), Rounding::floor));
}

const PoolSettings& pool_of(const Universe& universe, const Settings& settings, InstrumentId from, InstrumentId into) {
  const std::string_view a = pool_token(universe[from].token);
  const std::string_view b = pool_token(universe[into].token);
  for (const auto& [name, venue] : settings.venues) {
    if (!venue.dex) continue;
    for (const auto& [pool, row] : venue.dex->pools)
      if ((row.base == a && row.quote == b) || (row.base == b && row.quote == a)) return row;
  }
  broken_invariant("no pool swaps " + universe[from].token + " and " + universe[into].token);
}

}  // namespace

std::string_view pool_token(std::string_view token) { return token == "ETH" ? "WETH" : token; }

std::optional<SwapQuote> quote_swap(const Universe& universe, const Settings& settings, const CostCalculator& costs,
                                    const MarketSnapshot& market, InstrumentId from, InstrumentId into, Amount sold) {
  const auto rate = market_rate(universe, market, from, into);
  const auto one = worth_of_one(universe, market, from);
  if (!rate || !one) return std::nullopt;
  const Amount notional = scale(sold, *one, Amount::from_int(1), Rounding::floor);
  const BasisPoints cost = costs.trade_cost(pool_of(universe, settings, from, into).cost_pair, notional);
  const i128 whole = BasisPoints::kOne * 10'000;
  const Amount gross = mul(sold, *rate, Rounding::floor);
  return SwapQuote{*rate, cost, Amount::from_raw(mul_div(gross.raw(), whole - cost.raw(), whole, Rounding::floor))};
}

std::optional<Amount> tokens_for(const Universe& universe, const Settings& settings, const CostCalculator& costs,
                                 const MarketSnapshot& market, InstrumentId from, InstrumentId into, Amount wanted) {
  const auto rate = market_rate(universe, market, from, into);
  if (!rate || rate->sign() <= 0) return std::nullopt;
  const i128 whole = BasisPoints::kOne * 10'000;
  Amount sold = div(wanted, *rate, Rounding::ceil);
  // A larger sale may fall into a dearer row of the table, which has three.
  for (int round = 0; round < 4; ++round) {
    const auto quote = quote_swap(universe, settings, costs, market, from, into, sold);
    if (!quote) return std::nullopt;
    if (quote->out >= wanted) return sold;
    const Amount gross = Amount::from_raw(mul_div(wanted.raw(), whole, whole - quote->cost.raw(), Rounding::ceil));
    sold = div(gross, *rate, Rounding::ceil) + Amount::from_raw(2);
  }
  broken_invariant("no amount of " + universe[from].token + " brings what is wanted");
}

}  // namespace basis
