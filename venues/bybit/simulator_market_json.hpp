#pragma once

#include "venues/bybit/simulator_words.hpp"

namespace basis::bybit::simulated {

/// How far a limit price may be from the market: the inner part from index and mark, the outer from the mark.
Ratio price_limit(Category category, bool outer);
/// The worst limit that an order of this side may have; absent while there is no price. Source: "Get Order Price
/// Limit", and bybithelp.com, "Contract Price Limits".
std::optional<Price> worst_limit(const sim::MarketBoard& board, OrderSide side);

// What is answered of the whole venue.
Outcome answer_instruments(Desk& desk, const Call& call);
Outcome answer_risk_limits(Desk& desk, const Call& call);

}  // namespace basis::bybit::simulated
