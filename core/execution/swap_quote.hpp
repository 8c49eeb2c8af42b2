#pragma once

#include <optional>

#include "core/execution/book_view.hpp"
#include "core/execution/costs.hpp"

namespace basis {

/// What a DEX would give now for an amount of a token.
struct SwapQuote {
  Ray rate;          ///< units of the bought token per unit sold, before costs
  BasisPoints cost;  ///< fee and slippage at this size
  Amount out;        ///< bought, floor(sold * rate * (1 - cost))
};

/// Quotes `sold` tokens of `from` against `into` at market rates and the cost
/// table's row of their pool. Absent where a market rate or price is not known
/// yet. Two tokens without a pool between them are a broken invariant.
std::optional<SwapQuote> quote_swap(const Universe& universe, const Settings& settings, const CostCalculator& costs,
                                    const MarketSnapshot& market, InstrumentId from, InstrumentId into, Amount sold);

/// Tokens of `from` whose sale brings at least `wanted` of `into`; absent as above.
std::optional<Amount> tokens_for(const Universe& universe, const Settings& settings, const CostCalculator& costs,
                                 const MarketSnapshot& market, InstrumentId from, InstrumentId into, Amount wanted);

/// The name of a token in a pool: WETH stands for ETH.
std::string_view pool_token(std::string_view token);

}  // namespace basis
