#pragma once

#include <string>

#include "core/instruments/universe.hpp"

namespace basis {

/// The exchange whose spot market against the dollar values an asset, in history and from feeds.
inline constexpr std::string_view kValuingVenue = "binance";

/// The series that prices an asset in dollars: `spot/binance_BTCUSDT`.
inline std::string spot_series(const std::string& asset) {
  return "spot/" + std::string(kValuingVenue) + "_" + asset + std::string(kQuoteAsset);
}

/// The series of a perp's price: `perp/okx_BTCUSDT`.
inline std::string perp_series(const Universe& universe, const Instrument& perp) {
  return "perp/" + universe.venue_of(perp.account) + "_" + perp.symbol;
}

/// The series of a perp's settled funding: `funding/okx_BTCUSDT`.
inline std::string funding_series(const Universe& universe, const Instrument& perp) {
  return "funding/" + universe.venue_of(perp.account) + "_" + perp.symbol;
}

/// The series of a reserve's indices: `aave_v3/weETH`.
inline std::string index_series(const std::string& token) { return "aave_v3/" + token; }

/// The series of a staked token's rate by its protocol: `lst/weETH_oracle`.
inline std::string oracle_series(const std::string& token) { return "lst/" + token + "_oracle"; }

}  // namespace basis
