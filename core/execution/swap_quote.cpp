#include "core/execution/swap_quote.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

/// Limit of the quotes for one sale. The distance to its size at least halves with every quote while the cost is under
/// a half.
constexpr int kMostQuotes = 200;

/// Value of a token on a DEX: `rate` units of an asset that costs `price` USDT.
struct DexToken {
  Ray rate = Ray::from_raw(Ray::kOne);
  Price price;

  [[nodiscard]] Amount in_usd(Amount tokens) const {
    return mul(mul(tokens, rate, Rounding::floor), price, Rounding::floor);
  }
  [[nodiscard]] Price in_usd() const {
    return Price::from_raw_checked(mul_div(rate.raw(), price.raw(), Ray::kOne, Rounding::half_even));
  }
};

std::optional<DexToken> value_on_dex(const Instrument& instrument, const MarketSnapshot& market) {
  DexToken token;
  token.price = market.prices[instrument.asset.index()];
  if (instrument.has_rate) {
    const auto& rate = market.market_rates[instrument.id.index()];
    if (!rate) return std::nullopt;
    token.rate = *rate;
  }
  if (token.price.sign() <= 0 || token.rate.sign() <= 0) return std::nullopt;
  return token;
}

std::string_view pool_token(const Instrument& instrument) {
  return instrument.token == "ETH" ? std::string_view("WETH") : std::string_view(instrument.token);
}

/// The cost table's pair of two tokens; empty when they share no pool.
std::string_view cost_pair(const DexSettings& dex, std::string_view a, std::string_view b) {
  const auto pool = std::find_if(dex.pools.begin(), dex.pools.end(), [&](const auto& named) {
    const PoolSettings& candidate = named.second;
    return (candidate.base == a && candidate.quote == b) || (candidate.base == b && candidate.quote == a);
  });
  return pool == dex.pools.end() ? std::string_view{} : std::string_view(pool->second.cost_pair);
}

SwapQuote refuse(std::string why) {
  SwapQuote quote;
  quote.refusal = std::move(why);
  return quote;
}

Fill fill_of(const ContractStep& step, const Universe& universe, const DexToken& in, const DexToken& out,
             Amount bought) {
  const bool buy = universe[step.instrument].asset == universe.quote_asset();
  const Amount paid = in.in_usd(step.size);
  const Amount received = out.in_usd(bought);
  Fill fill;
  fill.instrument = buy ? step.into : step.instrument;
  fill.buy = buy;
  fill.size = buy ? bought : step.size;
  fill.arrival = buy ? out.in_usd() : in.in_usd();
  fill.notional = buy ? paid : received;
  fill.price = Price::from_raw_checked(
      mul_div(fill.notional.raw(), Price::kOne, fill.size.raw(), buy ? Rounding::ceil : Rounding::floor));
  fill.cost = paid - received;
  return fill;
}

}  // namespace

BasisPoints pool_cost(const Instrument& sold, const Instrument& bought, const DexSettings& dex,
                      const CostCalculator& costs, Amount notional_usd) {
  return costs.swap_cost(cost_pair(dex, pool_token(sold), pool_token(bought)), notional_usd);
}

SwapQuote quote_swap(const ContractStep& step, const Universe& universe, const DexSettings& dex,
                     const CostCalculator& costs, const MarketSnapshot& market) {
  const Instrument& sold = universe[step.instrument];
  const Instrument& bought = universe[step.into];
  for (const Instrument* side : {&sold, &bought})
    if (!universe.is_held(*side)) return refuse("swap of " + side->key + ", which the wallet does not hold itself");
  if (pool_token(sold) == pool_token(bought)) return refuse("swap of " + sold.token + " into " + bought.token);
  const auto in = value_on_dex(sold, market);
  const auto out = value_on_dex(bought, market);
  if (!in) return refuse("no market price of " + sold.token);
  if (!out) return refuse("no market price of " + bought.token);

  SwapQuote quote;
  quote.cost = pool_cost(sold, bought, dex, costs, in->in_usd(step.size));
  const Amount asset = convert(mul(step.size, in->rate, Rounding::floor), in->price, out->price);
  const Amount left = mul(asset, BasisPoints::from_int(10'000) - quote.cost, Rounding::floor);
  quote.out = div(left, out->rate, Rounding::floor);
  if (quote.out.sign() <= 0)
    return refuse(fmt::format("swap of {} {} brings nothing", step.size.to_string(), sold.token));
  quote.fill = fill_of(step, universe, *in, *out, quote.out);
  return quote;
}

const DexSettings& dex_of(const Settings& settings) {
  const auto found = std::find_if(settings.venues.begin(), settings.venues.end(),
                                  [](const auto& venue) { return venue.second.dex.has_value(); });
  require(found != settings.venues.end(), "the mode has no DEX");
  return *found->second.dex;
}

std::optional<Amount> tokens_for(const Universe& universe, const Settings& settings, const CostCalculator& costs,
                                 const MarketSnapshot& market, InstrumentId from, InstrumentId into, Amount wanted) {
  const auto in = value_on_dex(universe[from], market);
  const auto out = value_on_dex(universe[into], market);
  if (!in || !out) return std::nullopt;
  const auto before_costs = [&](Amount bought) {
    return div(convert(mul(bought, out->rate, Rounding::ceil), out->price, in->price), in->rate, Rounding::ceil);
  };
  const i128 whole = BasisPoints::kOne * 10'000;
  // A cost that grows with the root of the size takes all that is added once it is two thirds.
  const BasisPoints most = BasisPoints::from_raw_checked(whole * 2 / 3);
  ContractStep step;
  step.instrument = from;
  step.into = into;
  step.size = std::max(Amount::from_raw(1), before_costs(wanted));
  for (int round = 0; round < kMostQuotes; ++round) {
    const SwapQuote quote = quote_swap(step, universe, dex_of(settings), costs, market);
    if (quote.refusal.empty() && quote.out >= wanted) return step.size;
    if (quote.cost > most) return std::nullopt;
    // A larger sale may cost more, so the size approaches the one that brings enough from below.
    step.size = before_costs(Amount::from_raw(mul_div(wanted.raw(), whole, whole - quote.cost.raw(), Rounding::ceil))) +
                Amount::from_raw(16);
  }
  return std::nullopt;
}

}  // namespace basis
