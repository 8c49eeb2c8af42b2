#pragma once

#include <vector>

#include "core/domain/ids.hpp"
#include "core/num/types.hpp"
#include "core/pretrade/token_bucket.hpp"

namespace basis {

/// What an order in one instrument must keep to. Every limit may be reached, none passed.
struct InstrumentLimits {
  InstrumentId id;
  /// The venue's rules; sizes in coins, whatever unit it trades in.
  Quantity step;  ///< over zero
  Price tick;     ///< of a limit price; over zero
  Quantity minimum_size;
  Amount minimum_notional;  ///< USDT
  /// Whether the minimum notional binds reduce-only orders too. Not on Binance's
  /// futures: error -4164 exempts them (USDⓈ-M futures API, "Error Codes").
  bool minimum_binds_reduce_only = true;
  /// Our own.
  Quantity maximum_size;      ///< of an order
  Amount maximum_notional;    ///< of an order, USDT
  BasisPoints price_band;     ///< between the price it may trade at and the mid, and the mark where it is fresh
  Quantity maximum_position;  ///< magnitude, should all open orders of its side be filled
  RateLimit rate;
};

/// What all orders together must keep to.
struct TotalLimits {
  /// USDT, over all instruments: what positions would be worth if the open orders of the worse side were filled.
  Amount maximum_gross;
  RateLimit rate;
  Amount daily_loss;                   ///< USDT, over zero; beyond it only orders that reduce may go
  Nanos max_price_age = kSecond * 30;  ///< an older top is no price
  Nanos max_risk_age = kSecond * 5;    ///< with an older view of risk only orders that reduce may go
};

struct PreTradeLimits {
  std::vector<InstrumentLimits> instruments;
  TotalLimits total;
};

}  // namespace basis
