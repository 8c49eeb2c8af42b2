#include "tools/trade/trade_account.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "venues/registry.hpp"

namespace basis {
namespace {

/// Calls `take(venue, spot)` for every product of an exchange that has a live side, perps first.
template <class Take>
void for_each_live(const Settings& settings, Take&& take) {
  for (const auto& [name, venue] : settings.venues)
    for (const bool spot : {false, true}) {
      const FeedVenueInfo* const protocol = venue.kind == "cex" ? protocol_of(name, spot) : nullptr;
      if (protocol != nullptr && has_live_side(protocol->venue)) take(venue, spot);
    }
}

}  // namespace

std::string_view product_and_symbol(const Market& market) {
  const std::string_view key = market.key;
  return key.substr(key.find(':') + 1);
}

std::vector<std::string> tradable_accounts(const Settings& settings) {
  std::vector<std::string> names;
  for_each_live(settings, [&](const VenueSettings& venue, bool spot) {
    const std::string& name = venue.account(spot);
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  });
  std::ranges::sort(names);
  return names;
}

Result<TradeAccount> open_trade_account(const Settings& settings, const std::string& name) {
  TradeAccount account;
  account.name = name;
  BASIS_TRY(account.universe, Universe::build(settings));
  Result<void> added = ok();
  for_each_live(settings, [&](const VenueSettings& venue, bool spot) {
    if (venue.account(spot) != name) return;
    account.venue = venue.name;
    for (const auto& [symbol, rules] : spot ? venue.spot : venue.perp) {
      Result<Market> market = configured_market(rules, spot ? Product::spot : Product::linear, venue.name);
      if (market)
        account.markets.push_back(account.universe.follow(std::move(market).value(), &rules, &venue));
      else if (added)
        added = market.error();
    }
  });
  BASIS_TRY(added);
  if (account.markets.empty())
    return Error(ErrorKind::usage, fmt::format("--venue: '{}' is not a choice (allowed: {})", name,
                                               fmt::join(tradable_accounts(settings), ", ")));
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
  if (found.size() == 1) return found.front();
  std::vector<std::string> names;
  names.reserve(found.size());
  for (const MarketId each : found) names.emplace_back(product_and_symbol(universe[each]));
  return Error(ErrorKind::usage, fmt::format("{}: '{}' is several markets of {} (allowed: {})", option, market_name,
                                             name, fmt::join(names, ", ")));
}

Result<AssetId> TradeAccount::find_asset(std::string_view option, std::string_view asset) const {
  if (const auto found = universe.find_asset(asset)) return *found;
  return Error(ErrorKind::usage,
               fmt::format("{}: '{}' is not known (allowed: {})", option, asset, fmt::join(universe.assets(), ", ")));
}

}  // namespace basis
