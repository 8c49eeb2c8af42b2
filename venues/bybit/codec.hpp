#pragma once

#include <span>

#include "venues/wire/decoder.hpp"

namespace basis::bybit {

/// Bybit v5 market data of spot and derivatives: topics `orderbook`, `publicTrade`, `tickers`; responses to
/// requests; REST /v5/market/orderbook. Source: bybit-exchange.github.io/docs/v5/websocket/public.
struct Codec {
  [[nodiscard]] Result<void> check(std::span<const FeedSymbol>) const { return ok(); }
  bool read(wire::DecoderState& state, PaddedFrame frame) const;
  bool read_snapshot(wire::DecoderState& state, PaddedFrame body, MarketId market) const;
};

using Decoder = wire::Decoder<Codec>;

}  // namespace basis::bybit
