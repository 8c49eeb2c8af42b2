#pragma once

#include <optional>

#include "core/config/settings.hpp"
#include "core/execution/costs.hpp"
#include "core/execution/order.hpp"
#include "core/history/snapshot.hpp"

namespace basis {

/// Result of a swap on a DEX, or why it is refused.
struct SwapQuote {
  std::string refusal;  ///< empty when the other fields are valid
  BasisPoints cost;
  Amount out;  ///< tokens of `ContractStep::into`
  Fill fill;
};

/// Prices a swap of `step.size` tokens of `step.instrument` into `step.into`; both must be held by
/// the wallet itself. A liquid staking token is worth its market rate in ETH, every other token its
/// price. A token without a price is refused, with its name.
///
/// out = in * rate * (1 - cost), rounded down. The cost is the cost table's basis points for the
/// pool of the two tokens at the order's size in dollars, or the default cost when there is no such
/// pool. ETH trades in the WETH pools: the router contract wraps and unwraps in the same call.
///
/// The fill is in USDT per unit of the token sold, or of the token bought with USDT. Its cost is
/// the worth paid less the worth received, at arrival prices.
SwapQuote quote_swap(const ContractStep& step, const Universe& universe, const DexSettings& dex,
                     const CostCalculator& costs, const MarketSnapshot& market);

/// What the pool of the two tokens costs at a size: the cost table's basis points, or the default cost when there is no
/// such pool.
BasisPoints pool_cost(const Instrument& sold, const Instrument& bought, const DexSettings& dex,
                      const CostCalculator& costs, Amount notional_usd);

/// The DEX of the mode; a mode without one is a broken invariant.
const DexSettings& dex_of(const Settings& settings);

/// Number of tokens of `from` whose sale brings at least `wanted` tokens of `into`. Absent when one
/// of them has no market price yet, or when no sale brings as much, because costs grow with size.
std::optional<Amount> tokens_for(const Universe& universe, const Settings& settings, const CostCalculator& costs,
                                 const MarketSnapshot& market, InstrumentId from, InstrumentId into, Amount wanted);

}  // namespace basis
