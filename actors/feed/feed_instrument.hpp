#pragma once

#include <optional>
#include <string>
#include <vector>

#include "actors/feed/feed_venue.hpp"
#include "core/config/settings.hpp"
#include "core/domain/ids.hpp"
#include "core/num/types.hpp"

namespace basis {

/// A market whose feed is followed.
struct FeedInstrument {
  InstrumentId id;     ///< its place in the list
  std::string key;     ///< "binance:Perp:BTCUSDT", "binance:Spot:BTCUSDT"
  std::string native;  ///< as the venue spells it
  std::string asset;   ///< "BTC"; empty for a market that is not configured
  FeedVenue venue = FeedVenue::binance_spot;
  bool spot = false;
  Price tick;
  std::optional<Quantity> contract_size;  ///< coins a contract, where sizes are contracts
  BasisPoints taker_fee;
  const MarketSettings* market = nullptr;  ///< absent for a market that is not configured
};

/// A market found in a recording.
struct SeenSymbol {
  FeedVenue venue = FeedVenue::binance_spot;
  std::string native;
  int price_decimals = 0;  ///< the most any of its prices had
  friend auto operator<=>(const SeenSymbol&, const SeenSymbol&) = default;
};

/// The instruments of what was seen, in its order: with the rules of the venue's
/// configuration, or, for a market that is not configured, with the tick its
/// prices were written in and sizes taken as coins. `settings` outlives the list.
std::vector<FeedInstrument> feed_instruments(const std::vector<SeenSymbol>& seen, const Settings& settings);

}  // namespace basis
