#pragma once

#include <span>

#include "core/instruments/market.hpp"
#include "venues/wire/decoder.hpp"

namespace basis::binance {

/// Which market of Binance a connection is for: their messages differ in fields and order, but their symbols
/// are the same.

/// Binance market data. Streams: `depth` (and `depth5` and so on), `bookTicker`, `!bookTicker`, `trade`, `aggTrade`,
/// `markPrice`, `!markPrice@arr`, combined (`{"stream":..,"data":..}`) or raw; responses to requests; REST depth. Times
/// are milliseconds, or microseconds on a connection with `timeUnit=MICROSECOND`. Sources:
/// developers.binance.com/docs/binance-spot-api-docs/web-socket-streams,
/// developers.binance.com/docs/derivatives/usds-margined-futures/websocket-market-streams.
struct Codec {
  Product product = Product::spot;

  /// Refuses COIN-M symbols (BTCUSD_PERP): dollar contracts are another venue.
  [[nodiscard]] Result<void> check(std::span<const FeedSymbol> symbols) const;
  bool read(wire::DecoderState& state, PaddedFrame frame) const;
  bool read_snapshot(wire::DecoderState& state, PaddedFrame body, MarketId market) const;
};

using Decoder = wire::Decoder<Codec>;

}  // namespace basis::binance
