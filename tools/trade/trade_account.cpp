#include "tools/trade/trade_account.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "venues/feed_markets.hpp"
#include "venues/registry.hpp"

namespace basis {
namespace {

/// Calls `take(info, venue)` for every protocol with a live side whose exchange is configured.
template <class Take>
void for_each_live(const Settings& settings, Take&& take) {
  for (const FeedVenueInfo& info : feed_venues()) {
    const auto venue = settings.venues.find(std::string(info.configuration));
    if (has_live_side(info.venue) && venue != settings.venues.end()) take(info, venue->second);
  }
}

}  // namespace

std::string_view product_and_symbol(const Market& market) {
  const std::string_view key = market.key;
  return key.substr(key.find(':') + 1);
}

std::vector<std::string> tradable_accounts(const Settings& settings) {
  std::vector<std::string> names;
  for_each_live(settings, [&](const FeedVenueInfo& info, const VenueSettings& venue) {
    const std::string& name = venue.account(info.spot);
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  });
  return names;
}

Result<TradeAccount> open_trade_account(const Settings& settings, const std::string& name) {
  TradeAccount account;
  account.name = name;
  BASIS_TRY(account.universe, Universe::build(settings));
  std::vector<SeenSymbol> symbols;
  const auto add = [&](const FeedVenueInfo& info, const auto& markets) {
    for (const auto& market : markets) symbols.push_back({info.venue, market.second.native_symbol, 0});
  };
  for_each_live(settings, [&](const FeedVenueInfo& info, const VenueSettings& venue) {
    // A protocol of both products has the markets of both.
    if (venue.account(info.spot) != name) return;
    account.venue = venue.name;
    info.spot ? add(info, venue.spot) : add(info, venue.perp);
  });
  if (symbols.empty())
    return Error(ErrorKind::usage, fmt::format("--venue: '{}' is not a choice (allowed: {})", name,
                                               fmt::join(tradable_accounts(settings), ", ")));
  BASIS_TRY(account.markets, follow_markets(symbols, settings, account.universe));
  const Market& first = account.universe[account.markets.front()];
  account.protocol = feed_venue_of(first);
  account.id = *first.account;
  return account;
}

Result<std::vector<MarketId>> TradeAccount::find_markets(std::string_view option, std::string_view market_name) const {
  std::vector<MarketId> found;
  std::vector<std::string_view> known;
  for (const MarketId each : markets) {
    const Market& market = universe[each];
    known.push_back(product_and_symbol(market));
    if (known.back() == market_name) return std::vector{each};
    if (market.symbol == market_name || market.native == market_name) found.push_back(each);
  }
  if (!found.empty()) return found;
  return Error(ErrorKind::usage, fmt::format("{}: '{}' is no market of {} (allowed: {})", option, market_name, name,
                                             fmt::join(known, ", ")));
}

Result<MarketId> TradeAccount::find_market(std::string_view option, std::string_view market_name) const {
  BASIS_TRY(const std::vector<MarketId> found, find_markets(option, market_name));
  const auto perp = std::ranges::find_if(found, [&](MarketId each) { return !universe[each].is_spot(); });
  return perp == found.end() ? found.front() : *perp;
}

Result<AssetId> TradeAccount::find_asset(std::string_view option, std::string_view asset) const {
  if (const auto found = universe.find_asset(asset)) return *found;
  return Error(ErrorKind::usage,
               fmt::format("{}: '{}' is not known (allowed: {})", option, asset, fmt::join(universe.assets(), ", ")));
}

}  // namespace basis
