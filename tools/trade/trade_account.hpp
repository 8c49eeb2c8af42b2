#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/settings.hpp"
#include "core/instruments/universe.hpp"
#include "venues/feed_venue.hpp"

namespace basis {

/// An account of an exchange with all markets that are configured for it.
struct TradeAccount {
  std::string name;   ///< "binance_usdm"
  std::string venue;  ///< its configuration: "binance"
  /// Its protocol; where it has two, that of its first market.
  FeedVenue protocol = FeedVenue::binance_spot;
  Universe universe;
  AccountId id;
  std::vector<MarketId> markets;

  /// Its markets of this canonical or native symbol, or the one of this product and symbol: "Spot:BTCUSDT". Usage error
  /// that lists what `option` allows: none.
  [[nodiscard]] Result<std::vector<MarketId>> find_markets(std::string_view option, std::string_view name) const;
  /// The same; several are a usage error, too.
  [[nodiscard]] Result<MarketId> find_market(std::string_view option, std::string_view name) const;
  /// Usage error that lists what `option` allows.
  [[nodiscard]] Result<AssetId> find_asset(std::string_view option, std::string_view asset) const;
};

/// "Perp:BTCUSDT": the part of a market's key behind its account.
std::string_view product_and_symbol(const Market& market);

/// The accounts that have a live side, in the order of the protocols.
std::vector<std::string> tradable_accounts(const Settings& settings);

/// Usage error: `name` is none of them.
Result<TradeAccount> open_trade_account(const Settings& settings, const std::string& name);

}  // namespace basis
