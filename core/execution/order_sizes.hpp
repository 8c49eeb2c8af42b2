#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// An instruction is carried out in at most this many orders for each leg, so that the work of a step does not grow
/// with the capital.
inline constexpr std::int64_t kMostOrders = 1000;

/// The most coins that a leg takes in one step; absent where an order has no largest size.
std::optional<Amount> most_in_a_step(const MarketSettings& market, RoundingModel rounding);

/// "12 ETH are over the 1000 orders of a leg in one step"; empty when nothing is.
std::string cut_text(Amount left, const std::string& asset);

/// With venue rounding, rounds an order size down to the market's size step (in contracts where the
/// market trades contracts).
Amount round_size(Amount coins, const MarketSettings& market, RoundingModel rounding);

/// The trading rules of a perp, or of the spot market of a coin.
const MarketSettings& market_of(const Universe& universe, const Instrument& instrument, const Settings& settings);

/// Splits a size that the market accepts into orders of at most its maximum each: equal parts on
/// the size step, the last with the rest. One part without venue rounding.
std::vector<Amount> split_size(Amount coins, const MarketSettings& market, RoundingModel rounding);

/// Whether the market accepts an order of this size at this price.
bool meets_minimum(Amount coins, Price at, const MarketSettings& market, RoundingModel rounding);

}  // namespace basis
