#pragma once

#include <cstddef>
#include <vector>

#include "core/base/types.hpp"

namespace basis {

/// One price among those of its asset at one instant.
struct PeerPrice {
  std::size_t series;
  std::size_t line;
  i128 price;  ///< in units of `Price`, above zero
};

/// A price that is too far from the others.
struct PriceOutlier {
  PeerPrice price;
  std::vector<PeerPrice> others;  ///< those that it was held against; a single one may itself be the wrong one
  i128 twice_median;              ///< of the others, doubled so that the middle of two prices is exact
};

/// The prices that are further than `limit` from the median of the others, the worst first. Each is taken out before
/// the rest are judged. Of two prices that disagree, the first is given and the other is in `others`.
std::vector<PriceOutlier> price_outliers(std::vector<PeerPrice> prices, Ratio limit);

}  // namespace basis
