#pragma once

#include <string>
#include <vector>

#include "core/execution/book_view.hpp"
#include "core/execution/costs.hpp"

namespace basis {

/// One perp leg of a pair.
struct PerpLeg {
  InstrumentId instrument;
  Amount size;  ///< coins, positive
};

/// A spot leg and its perp legs, sized so that they cancel out; or the reason
/// why nothing can be sent.
struct PairSizes {
  Amount spot;
  std::vector<PerpLeg> perps;
  std::string refusal;
};

/// Sizes an entry of `wanted` coins: shorts by hedge allocation, the spot leg
/// equal to their sum. Sizes go down to each venue's step; a perp leg under its
/// venue's minimum is left out together with its share of spot. The whole pair
/// shrinks to what cash and margin allow with every account at or over the
/// warning margin ratio afterwards.
PairSizes size_entry(const BookView& book, Amount wanted, const Settings& settings, const CostCalculator& costs);

/// Sizes an exit of `wanted` coins, or of what spot there is: shorts bought back in proportion to what
/// each account has, spot sold by their sum. `everything` closes all legs as
/// they stand, minimums aside: a position cannot be left because it is small.
PairSizes size_exit(const BookView& book, Amount wanted, bool everything, const Settings& settings);

/// Shorts to add by hedge allocation for `wanted` coins that are not hedged, each
/// leg within what its margin allows at the warning ratio, on its venue's step and
/// over its minimum.
std::vector<PerpLeg> size_more_short(const BookView& book, Amount wanted, const Settings& settings,
                                     const CostCalculator& costs);

/// Rounds an order size down to the market's step (contracts where the market
/// trades contracts) under venue rounding.
Amount round_size(Amount coins, const MarketSettings& market, RoundingModel rounding);

/// The trading rules of a perp, or of the spot market of a coin.
const MarketSettings& market_of(const Universe& universe, const Instrument& instrument, const Settings& settings);

/// A size that the market takes, as orders of at most its maximum each: equal
/// parts on the step, the last with what is left over. One part without venue rounding.
std::vector<Amount> split_size(Amount coins, const MarketSettings& market, RoundingModel rounding);

/// Whether the market would take an order of this size at this price.
bool meets_minimum(Amount coins, Price at, const MarketSettings& market, RoundingModel rounding);

}  // namespace basis
