#pragma once

#include <deque>
#include <string>

#include "core/instruments/market.hpp"
#include "tests/support/numbers.hpp"

namespace basis::test {

/// A copy that lives as long as the program.
inline const Market& keep(Market market) {
  static std::deque<Market> all;
  return all.emplace_back(std::move(market));
}

/// A configured spot market with this id: step and tick 1e-8, no minimum, no maximum.
inline Market spot_market_of(int id, std::string native = "SPOT") {
  Market market;
  market.id = MarketId{static_cast<std::uint16_t>(id)};
  market.key = "venue:Spot:" + native;
  market.venue = "venue";
  market.symbol = market.native = std::move(native);
  market.base = AssetId{1};
  market.quote = AssetId{0};
  market.tick = Price::from_raw(1);
  market.step = Quantity::from_raw(1);
  market.maximum_size = Quantity::from_raw(std::numeric_limits<std::int64_t>::max());
  return market;
}

/// The same for a perp with funding every eight hours.
inline Market perp_market_of(int id, std::string native = "PERP") {
  Market market = spot_market_of(id, std::move(native));
  market.key = "venue:Perp:" + market.native;
  market.product = Product::linear;
  market.funding_interval = kHour * 8;
  return market;
}

}  // namespace basis::test
