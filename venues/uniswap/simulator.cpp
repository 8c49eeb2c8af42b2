#include "venues/uniswap/simulator.hpp"

#include <fmt/format.h>

#include "core/execution/swap_quote.hpp"

namespace basis {
namespace {

/// The sale as a fill in dollars per token sold.
Fill fill_of(Amount sold, const SwapQuote& quote, Price bought_price) {
  const auto dollars = [&](Amount bought) { return mul(bought, bought_price, Rounding::floor); };
  const auto per_token = [&](Amount bought) {
    return Price::from_raw_checked(mul_div(dollars(bought).raw(), Price::kOne, sold.raw(), Rounding::floor));
  };
  const Amount at_arrival = mul(sold, quote.rate, Rounding::floor);
  Fill fill;
  fill.size = sold;
  fill.arrival = per_token(at_arrival);
  fill.price = per_token(quote.out);
  fill.notional = dollars(quote.out);
  fill.cost = dollars(at_arrival) - fill.notional;
  return fill;
}

}  // namespace

ProtocolAnswer SimulatedUniswap::call(const ContractStep& step, const ChainState& state,
                                      const MarketSnapshot& market) const {
  const Universe& universe = context_.universe;
  if (step.action != ActionType::swap)
    return reverted(fmt::format("uniswap has no operation {}", action_name(step.action)));
  const Instrument& sold = universe[step.instrument];
  const Amount held = state.holdings[step.instrument.index()].amount;
  if (step.size.sign() <= 0 || step.size > held)
    return reverted(fmt::format("swap of {} {}, held is {}", step.size.to_string(), sold.token, held.to_string()));
  const auto quote =
      quote_swap(universe, context_.settings, context_.costs, market, step.instrument, step.into, step.size);
  if (!quote) return reverted("no market rate of " + sold.token + " is known yet");
  ProtocolAnswer answer;
  answer.entries.push_back(
      {market.time,
       EntryKind::swap,
       {{step.instrument, Outside::market, step.size, Amount{}}, {Outside::market, step.into, quote->out, Amount{}}}});
  answer.fill = fill_of(step.size, *quote, market.prices[universe[step.into].asset.index()]);
  return answer;
}

}  // namespace basis
