#pragma once

#include <optional>

#include "core/config/settings.hpp"
#include "core/domain/order.hpp"
#include "core/execution/costs.hpp"
#include "core/market/snapshot.hpp"

namespace basis {

/// What a swap on a DEX would bring, or why there is none.
struct SwapQuote {
  std::string refusal;  ///< empty when the rest counts
  BasisPoints cost;
  Amount out;  ///< tokens of `ContractStep::into`
  Fill fill;
};

/// Prices a swap of `step.size` tokens of `step.instrument` into `step.into`,
/// both held by the wallet itself. A liquid staking token is worth its market
/// rate of ETH, every other token its price; a token that has none is refused
/// by name. out = in * rate * (1 - cost), rounded down, with the cost table's
/// basis points for the pool of the two tokens at the order's size in dollars,
/// and the default cost where there is no such pool. ETH trades in the WETH
/// pools: the router contract wraps and unwraps in the same call.
///
/// The fill is told in USDT per unit of the token sold, or bought with USDT:
/// its cost is the worth that went in less the worth that came out, at arrival.
SwapQuote quote_swap(const ContractStep& step, const Universe& universe, const DexSettings& dex,
                     const CostCalculator& costs, const MarketSnapshot& market);

/// The DEX of the mode; a mode without one is a broken invariant.
const DexSettings& dex_of(const Settings& settings);

/// Tokens of `from` whose sale brings at least `wanted` of `into`; absent where
/// one of them has no market price yet.
std::optional<Amount> tokens_for(const Universe& universe, const Settings& settings, const CostCalculator& costs,
                                 const MarketSnapshot& market, InstrumentId from, InstrumentId into, Amount wanted);

}  // namespace basis
