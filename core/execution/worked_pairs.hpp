#pragma once

#include <span>
#include <vector>

#include "core/execution/order.hpp"
#include "core/execution/pair_order.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// Terms of what opens a position, and of what closes one.
struct PairTermsOf {
  PairTerms entry;
  PairTerms exit;
};

/// Trades on exchanges that were routed together, as pairs to be worked: each perp with as many coins of spot as go the
/// other way, in steps of both markets, and what is left of any by itself. Sizes are rounded down to 1e-8; ids are not
/// set. `held` tells which perps the trades reduce.
std::vector<PairOrder> worked_pairs(std::span<const OrderPtr> orders, const Universe& universe, const PositionSet& held,
                                    const PairTermsOf& terms, bool urgent);

}  // namespace basis
