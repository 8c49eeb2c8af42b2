#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/config/settings.hpp"
#include "core/instruments/universe.hpp"
#include "venues/feed_venue.hpp"

namespace basis {

/// A market found in a recording.
struct SeenSymbol {
  FeedVenue venue = FeedVenue::binance_spot;
  std::string native;
  int price_decimals = 0;  ///< the most decimals of any of its prices
  friend auto operator<=>(const SeenSymbol&, const SeenSymbol&) = default;
};

/// What a market trades, by its symbol where one protocol carries several products. A symbol with a date is a contract
/// that expires, or, with a strike and C or P behind it, an option.
Product product_of(const FeedVenueInfo& info, std::string_view native);

/// Adds the markets in `seen` to the universe, and returns their ids in the same order. A configured market has the
/// rules of its venue's configuration; any other has the tick that its prices were written in, and its sizes are taken
/// as coins. Usage error: rules that 64 bits cannot hold.
Result<std::vector<MarketId>> follow_markets(const std::vector<SeenSymbol>& seen, const Settings& settings,
                                             Universe& universe);

}  // namespace basis
