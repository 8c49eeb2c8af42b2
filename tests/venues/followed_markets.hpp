#pragma once

#include <memory>
#include <vector>

#include "tests/support/numbers.hpp"
#include "venues/feed_markets.hpp"

namespace basis::test {

/// Markets with the table they are in.
struct FollowedMarkets {
  std::shared_ptr<Universe> universe = std::make_shared<Universe>();
  std::vector<const Market*> markets;
};

/// In a table of their own; their ids are in the order they are asked for.
inline FollowedMarkets followed_markets(const std::vector<SeenSymbol>& seen, const Settings& settings,
                                        FollowedMarkets all = {}) {
  const auto ids = follow_markets(seen, settings, *all.universe);
  require(ids.has_value(), "markets that cannot be followed");
  for (const MarketId id : ids.value()) all.markets.push_back(&(*all.universe)[id]);
  return all;
}

/// In the table of the mode.
inline FollowedMarkets followed_beside_mode(const std::vector<SeenSymbol>& seen, const Settings& settings) {
  FollowedMarkets all;
  auto universe = Universe::build(settings);
  require(universe.has_value(), "a mode without a table");
  *all.universe = std::move(universe).value();
  return followed_markets(seen, settings, std::move(all));
}

}  // namespace basis::test
