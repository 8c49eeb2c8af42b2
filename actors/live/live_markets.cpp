#include "actors/live/live_markets.hpp"

#include <string>

#include "core/execution/routing.hpp"
#include "core/history/series_names.hpp"
#include "venues/feed_markets.hpp"

namespace basis {
namespace {

/// A market that is followed, and whether the mode trades it.
struct WantedMarket {
  SeenSymbol symbol;
  bool traded = false;
};

/// Adds those of an exchange's markets that the mode trades, or that value what it holds.
template <class Markets>
void want(const Markets& markets, const VenueSettings& venue, bool spot, const ModeSettings& mode,
          const Universe& universe, std::vector<WantedMarket>& out) {
  const FeedVenueInfo* const protocol = protocol_of(venue.name, spot);
  if (protocol == nullptr) return;
  for (const auto& market : markets) {
    const auto& rules = market.second;
    const bool traded = rules.base == mode.asset && trades_at(mode, venue.name, spot);
    const bool values = spot && venue.name == kValuingVenue && universe.find_asset(rules.base).has_value();
    if (traded || values) out.push_back({{protocol->venue, rules.native_symbol, 0}, traded});
  }
}

}  // namespace

Result<LiveMarkets> live_markets(const Settings& settings) {
  LiveMarkets made;
  BASIS_TRY(made.universe, Universe::build(settings));
  std::vector<WantedMarket> wanted;
  for (const auto& venue : settings.venues) {
    want(venue.second.spot, venue.second, true, settings.mode, made.universe, wanted);
    want(venue.second.perp, venue.second, false, settings.mode, made.universe, wanted);
  }
  std::vector<SeenSymbol> symbols;
  symbols.reserve(wanted.size());
  for (const WantedMarket& market : wanted) symbols.push_back(market.symbol);
  BASIS_TRY(made.followed, follow_markets(symbols, settings, made.universe));
  for (std::size_t i = 0; i < wanted.size(); ++i)
    if (wanted[i].traded) made.tradable.push_back(made.followed[i]);
  return made;
}

}  // namespace basis
