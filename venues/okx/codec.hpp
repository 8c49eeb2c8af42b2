#pragma once

#include <span>

#include "venues/wire/decoder.hpp"

namespace basis::okx {

/// OKX v5 market data: channels `books`, `books-l2-tbt`, `books50-l2-tbt`,
/// `books5`, `bbo-tbt`, `tickers`, `trades`, `trades-all`, `mark-price`, `funding-rate`;
/// events and the text "pong"; REST /api/v5/market/books. Sizes of swaps are
/// contracts. Source: okx.com/docs-v5/en, Order Book Trading > Market Data and
/// Public Data.
struct Codec {
  [[nodiscard]] Result<void> check(std::span<const FeedSymbol>) const { return ok(); }
  bool read(wire::DecoderState& state, PaddedFrame frame) const;
  bool read_snapshot(wire::DecoderState& state, PaddedFrame body, MarketId market) const;
};

using Decoder = wire::Decoder<Codec>;

}  // namespace basis::okx
