#pragma once

#include <cstdint>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/instruments/market.hpp"

namespace basis {

/// The year of all annualised figures: 365 days of 24 hours.
inline constexpr Nanos kPricingYear = kDay * 365;

/// How volatility is sampled; see `RealisedVolatility`.
struct VolatilitySpec {
  Nanos grid = kSecond;            ///< between two samples; over zero
  Nanos half_life = kHour;         ///< the time in which a return's weight halves; over zero
  std::uint32_t min_returns = 60;  ///< there is no figure before this many; over zero
};

/// What an `AssetPricer` is built from. An invalid value is a broken invariant: configuration is checked where
/// it is read.
struct PricingSpec {
  AssetId asset;
  std::vector<const Market*> markets;  ///< each once; they outlive the pricer
  Nanos max_age = kSecond * 30;        ///< an older top or mark is not used
  /// An older funding rate is not used. Longer than `max_age`, because venues send
  /// rates seldom: OKX's `funding-rate` channel every 30 to 90 s (OKX API v5, "Funding
  /// rate channel"), Bybit's `tickers` only when it changes.
  Nanos max_funding_age = kMinute * 10;
  Quantity clip;                   ///< coins; the averages of `TopUpdate` are for this size
  Nanos carry_horizon = kDay * 7;  ///< period over which entry and exit costs are spread
  VolatilitySpec volatility;
};

}  // namespace basis
