#pragma once

#include <optional>
#include <string>

#include "core/history/snapshot.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/holding.hpp"

namespace basis {

/// Converts `amount` of an asset with price `from` to units of an asset with price `to`;
/// both prices are in USDT. Rounds toward minus infinity, so that a value is never
/// overstated.
Amount convert(Amount amount, Price from, Price to);

/// The price of an asset in USDT. The caller values a holding with it, so a price that is
/// not known yet, or that the run does not load, is a broken invariant.
Price price_of(const Universe& universe, AssetId asset, const MarketSnapshot& market);

/// The mark of a perp in USDT. The caller values a position with it, so a mark that is not known is a broken invariant.
Price mark_of(const Instrument& perp, const MarketSnapshot& market);

/// Why a portfolio cannot be valued with this market, by its first holding: "binance_usdm:Perp:BTCUSDT is held, but has
/// no mark at 2024-05-12T00:00:00Z". Absent when it can. A snapshot from feeds may lack what a portfolio holds; it is
/// not used then, and the next one follows it.
std::optional<std::string> unvalued(const Universe& universe, const PositionSet& positions,
                                    const MarketSnapshot& market);

/// The tokens of a holding: scaled balance times index for aTokens and debts, otherwise
/// the amount itself. For a perp these are coins.
Amount underlying(const Instrument& instrument, const Holding& holding, const MarketSnapshot& market);

/// A holding in units of its asset: `underlying`, times the rate for a staked token.
Amount in_asset(const Instrument& instrument, const Holding& holding, const MarketSnapshot& market);

/// Unrealised P&L of a perp in USDT: amount * mark - entry cost.
Amount unrealised(const Holding& holding, Price mark);

/// The value of a holding in the share class. For a perp it is the unrealised P&L. A
/// nonzero holding of a token whose price, index or rate is missing is a broken
/// invariant.
Amount value(const Universe& universe, const Instrument& instrument, const Holding& holding,
             const MarketSnapshot& market);

/// By how much the oracle values a holding over the market: `value` less the same tokens at the DEX rate. Zero for a
/// holding without a rate, and where the market rate is not known.
Amount over_market(const Universe& universe, const Instrument& instrument, const Holding& holding,
                   const MarketSnapshot& market);

/// The sum of `value` over all holdings: assets less debts, perps with their unrealised P&L.
Amount equity(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market);

}  // namespace basis
