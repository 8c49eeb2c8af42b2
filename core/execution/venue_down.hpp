#pragma once

#include <span>
#include <vector>

#include "core/config/settings.hpp"
#include "core/execution/pair_order.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// Pairs that trade `coins` of one whose second leg cannot be traded: the same first leg against the other perps of the
/// hedge, by their shares, in steps of both markets. Perps of `down` are left out; nothing comes of it where no other
/// is left. What no step takes goes to the first that does. Ids are not set.
std::vector<PairOrder> taken_over(const PairOrder& pair, Quantity coins, std::span<const MarketId> down,
                                  const Universe& universe, const ModeSettings& mode);

/// Pairs that trade back what these have traded of both legs, at once and at any edge, as `exit` says. What stands at
/// a market of `down` stays, with its hedge. `pairs` and `figures` go together by id. Ids are not set.
std::vector<PairOrder> taken_back(std::span<const PairOrder> pairs, std::span<const PairFigures> figures,
                                  std::span<const MarketId> down, const PairTerms& exit);

}  // namespace basis
