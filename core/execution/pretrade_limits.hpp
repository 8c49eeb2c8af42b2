#pragma once

#include <vector>

#include "core/base/types.hpp"
#include "core/execution/token_bucket.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// Limits for the orders of one instrument. A value equal to its limit is accepted.
struct InstrumentLimits {
  InstrumentId id;
  /// The venue's rules. Sizes are in coins, also where the venue trades contracts.
  Quantity step;  ///< size step, over zero
  Price tick;     ///< of a limit price; over zero
  Quantity minimum_size;
  Amount minimum_notional;  ///< USDT
  /// Whether the minimum notional applies to reduce-only orders too. It does not on Binance's
  /// futures: error -4164 exempts them (USDⓈ-M futures API, "Error Codes").
  bool minimum_binds_reduce_only = true;
  /// Our own limits.
  Quantity maximum_size;      ///< of an order
  Amount maximum_notional;    ///< of an order, USDT
  BasisPoints price_band;     ///< largest distance of the price from the mid, and from the mark when that is fresh
  Quantity maximum_position;  ///< magnitude, with all open orders of the side filled
  RateLimit rate;
};

/// Limits for all orders together.
struct TotalLimits {
  /// USDT, over all instruments: worth of the positions when the open orders of the worse side are
  /// filled.
  Amount maximum_gross;
  RateLimit rate;
  Amount daily_loss;                   ///< USDT, over zero; beyond it only orders that reduce are accepted
  Nanos max_price_age = kSecond * 30;  ///< an older top of the order book is not used
  Nanos max_risk_age = kSecond * 5;    ///< with an older risk reading only orders that reduce are accepted
};

struct PreTradeLimits {
  std::vector<InstrumentLimits> instruments;
  TotalLimits total;
};

}  // namespace basis
