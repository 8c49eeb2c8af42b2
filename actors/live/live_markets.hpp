#pragma once

#include <vector>

#include "core/base/result.hpp"
#include "core/config/settings.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// The universe of a mode with the markets that a live node follows.
struct LiveMarkets {
  Universe universe;
  std::vector<MarketId> followed;
  std::vector<MarketId> tradable;  ///< of those followed
};
/// The markets that the mode trades, and those that value what it holds.
Result<LiveMarkets> live_markets(const Settings& settings);

}  // namespace basis
