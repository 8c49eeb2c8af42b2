#include "core/pricing/configured_pricing.hpp"

#include <algorithm>

namespace basis {
namespace {

const MarketSettings* market_of(const Instrument& instrument, const VenueSettings& venue) {
  const bool perp = instrument.type == PositionType::perp;
  const auto& markets = perp ? venue.perp : venue.spot;
  const auto found = std::find_if(markets.begin(), markets.end(), [&](const auto& market) {
    return perp ? market.first == instrument.symbol
                : market.second.base == instrument.token && market.second.quote == kQuoteAsset;
  });
  return found == markets.end() ? nullptr : &found->second;
}

}  // namespace

PricingSpec configured_pricing(const Universe& universe, const Settings& settings, AssetId asset) {
  PricingSpec spec;
  spec.asset = asset;
  for (const Instrument& instrument : universe.instruments()) {
    if (instrument.on_chain || instrument.asset != asset) continue;
    const bool perp = instrument.type == PositionType::perp;
    if (!perp && instrument.type != PositionType::base_token) continue;
    const VenueSettings& venue = settings.venues.at(universe.name(instrument.account));
    const MarketSettings* market = market_of(instrument, venue);
    if (market == nullptr) continue;
    spec.instruments.push_back({instrument.id, perp ? MarketKind::perp : MarketKind::spot,
                                venue.fees.at(perp ? "perp" : "spot").taker, market->funding_interval});
  }
  return spec;
}

}  // namespace basis
