#pragma once

#include "core/domain/holding.hpp"
#include "core/domain/universe.hpp"
#include "core/market/snapshot.hpp"

namespace basis {

/// `amount` of an asset priced `from`, in units of an asset priced `to`;
/// both in USDT. Rounds toward minus infinity, so that worth is never overstated.
Amount convert(Amount amount, Price from, Price to);

/// The asset's price in USDT. Something is to be valued at it, so a price that
/// is not known yet, or was never asked for, is a broken invariant.
Price price_of(const Universe& universe, AssetId asset, const MarketSnapshot& market);

/// Tokens behind a holding: scaled balance times index for aTokens and debts,
/// the amount itself elsewhere. A perp's amount is its coins.
Amount underlying(const Instrument& instrument, const Holding& holding, const MarketSnapshot& market);

/// The holding in units of its asset: underlying, times the rate for a staked token.
Amount in_asset(const Instrument& instrument, const Holding& holding, const MarketSnapshot& market);

/// Unrealised P&L of a perp in USDT: amount * mark - entry cost.
Amount unrealised(const Holding& holding, Price mark);

/// Worth of a holding in the share class. A perp is worth its unrealised P&L.
/// A holding without a price, index or rate is a broken invariant.
Amount value(const Universe& universe, const Instrument& instrument, const Holding& holding,
             const MarketSnapshot& market);

/// Sum of `value` over all holdings: assets less debt, perps by unrealised P&L.
Amount equity(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market);

}  // namespace basis
