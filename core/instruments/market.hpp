#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/config/settings.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// What a market trades. It is part of the market's identity: a symbol means another thing in another product.
enum class Product : std::uint8_t {
  spot,     ///< coins against their quote
  linear,   ///< a perpetual with margin and profit in the quote
  inverse,  ///< a perpetual or future with margin in its coin
  dated,    ///< a future that expires
  option,
};

/// "Spot", "Perp" (linear and inverse), "Future", "Option": the middle part of a market's key.
std::string_view product_name(Product product);

/// One market: what is traded, where, by which rules, and what a fill changes. All sizes are in coins, also where the
/// venue counts contracts.
struct Market {
  MarketId id;
  std::string key;     ///< account, product and symbol: "binance_usdm:Perp:BTCUSDT"
  std::string venue;   ///< its configuration: "binance"
  std::string symbol;  ///< canonical: "BTCUSDT"; of a market that is not configured the venue's own
  std::string native;  ///< the venue's own symbol: "BTC-USDT-SWAP"
  Product product = Product::spot;
  /// Absent for a market that no configuration describes: it is followed, and never traded.
  std::optional<AssetId> base;
  std::optional<AssetId> quote;
  std::optional<AccountId> account;      ///< whose margin pool a fill changes
  std::optional<InstrumentId> position;  ///< what a fill changes: the coins of a spot market, a perp's position
  std::optional<InstrumentId> cash;      ///< the quote that pays for it, or that backs it
  Price tick;
  Quantity step;
  Quantity minimum_size;
  Quantity maximum_size;
  Amount minimum_notional;  ///< in the quote
  /// Whether the minimum notional applies to reduce-only orders too.
  bool minimum_binds_reduce_only = true;
  /// Whether the limit of an order that rests can be changed, so that it need not be cancelled and sent anew.
  bool amends_limit = false;
  std::int64_t leverage = 1;              ///< perps: initial margin is notional / leverage, where none else was set
  std::optional<Quantity> contract_size;  ///< coins in one contract, where the venue counts contracts
  BasisPoints maker_fee;                  ///< of the notional; negative: a rebate
  BasisPoints taker_fee;
  BasisPoints liquidation_fee;           ///< perps
  Nanos funding_interval{};              ///< perps: over zero
  std::vector<MarginTier> margin_tiers;  ///< perps: in rising order of notional
  std::optional<Ratio> price_band;       ///< largest distance of a limit from the market, against us
  std::optional<Ratio> market_band;      ///< how far a market order walks; absent: as far as `price_band`

  [[nodiscard]] bool configured() const { return base.has_value(); }
  [[nodiscard]] bool is_spot() const { return product == Product::spot; }

  /// Coins in so many contracts, rounded down to 1e-8. A market that counts coins has one coin a contract. Overflow is
  /// a broken invariant.
  [[nodiscard]] Quantity coins(Contracts contracts) const;
  /// Contracts for so many coins; a part of 1e-8 contracts, or overflow, is a broken invariant.
  [[nodiscard]] Contracts contracts(Quantity coins) const;
};

/// A market with the rules of its configuration; `base`, `quote` and what a fill changes are left to the `Universe`.
/// Usage error: a size that is finer than 1e-8 coins, or does not fit.
Result<Market> configured_market(const MarketSettings& rules, Product product, const std::string& venue);

}  // namespace basis
