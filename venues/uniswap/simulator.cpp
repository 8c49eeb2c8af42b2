#include "venues/uniswap/simulator.hpp"

#include <fmt/format.h>

namespace basis {

SimulatedUniswap::SimulatedUniswap(const ProtocolContext& context)
    : universe_(context.universe), dex_(*context.settings.venues.at("uniswap").dex), costs_(context.costs) {}

ProtocolAnswer SimulatedUniswap::call(const ContractStep& step, const ChainState& state,
                                      const MarketSnapshot& market) const {
  if (step.action != ActionType::swap)
    return reverted(fmt::format("uniswap has no operation {}", action_name(step.action)));
  if (std::string short_of = shortage(step.action, universe_[step.instrument], step.size, state); !short_of.empty())
    return reverted(std::move(short_of));
  SwapQuote quote = quote_swap(step, universe_, dex_, costs_, market);
  if (!quote.refusal.empty()) return reverted(std::move(quote.refusal));
  ProtocolAnswer answer = posted(
      {market.time,
       EntryKind::swap,
       {{step.instrument, Outside::market, step.size, Amount{}}, {Outside::market, step.into, quote.out, Amount{}}}});
  answer.fill = quote.fill;
  return answer;
}

}  // namespace basis
