#pragma once

#include <vector>

#include "core/base/types.hpp"
#include "core/execution/token_bucket.hpp"
#include "core/instruments/market.hpp"

namespace basis {

/// Limits for the orders of one market. A value equal to its limit is accepted.
struct MarketLimits {
  const Market* market = nullptr;  ///< with the venue's rules; outlives the gate
  Amount maximum_notional;         ///< of an order, USDT
  BasisPoints price_band;          ///< largest distance of the price from the mid, and from the mark when that is fresh
  Quantity maximum_position;       ///< magnitude, with all open orders of the side filled
  RateLimit rate;
};

/// Limits for all orders together.
struct TotalLimits {
  /// USDT, over all markets: worth of the positions when the open orders of the worse side are
  /// filled.
  Amount maximum_gross;
  RateLimit rate;
  Amount daily_loss;                   ///< USDT, over zero; beyond it only orders that reduce are accepted
  Nanos max_price_age = kSecond * 30;  ///< an older top of the order book is not used
  Nanos max_risk_age = kSecond * 5;    ///< with an older risk reading only orders that reduce are accepted
};

struct PreTradeLimits {
  std::vector<MarketLimits> markets;
  TotalLimits total;
};

}  // namespace basis
