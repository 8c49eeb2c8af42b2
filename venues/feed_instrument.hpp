#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/types.hpp"
#include "core/config/settings.hpp"
#include "core/instruments/ids.hpp"
#include "venues/feed_venue.hpp"

namespace basis {

/// A market whose feed is followed.
struct FeedInstrument {
  InstrumentId id;     ///< its index in the list
  std::string key;     ///< account, type and symbol: "binance:Perp:BTCUSDT"; Spot, Perp, Future or Option
  std::string native;  ///< as the venue spells it
  std::string asset;   ///< "BTC"; empty for a market that is not configured
  FeedVenue venue = FeedVenue::binance_spot;
  bool spot = false;
  Price tick;
  std::optional<Quantity> contract_size;  ///< coins per contract, where sizes are in contracts
  BasisPoints taker_fee;
  const MarketSettings* market = nullptr;  ///< null for a market that is not configured
};

/// A market found in a recording.
struct SeenSymbol {
  FeedVenue venue = FeedVenue::binance_spot;
  std::string native;
  int price_decimals = 0;  ///< the most decimals of any of its prices
  friend auto operator<=>(const SeenSymbol&, const SeenSymbol&) = default;
};

/// The instruments of the markets in `seen`, in the same order. A configured market has the rules of its
/// venue's configuration; any other has the tick that its prices were written in, and its sizes are taken as
/// coins. `settings` must outlive the list.
std::vector<FeedInstrument> feed_instruments(const std::vector<SeenSymbol>& seen, const Settings& settings);

}  // namespace basis
