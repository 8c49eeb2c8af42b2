#pragma once

#include <cstdint>
#include <optional>
#include <type_traits>

#include "core/base/types.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// Which stream of a venue a message came from. One name covers the equivalent streams of several venues.
enum class FeedChannel : std::uint8_t {
  best_quote,  ///< Binance bookTicker, OKX bbo-tbt
  trade,       ///< single trades: Binance trade, Bybit publicTrade, OKX trades
  agg_trade,   ///< Binance aggTrade: fills of one taker order at one price
  book,        ///< an order book by changes: Binance depth, Bybit orderbook, OKX books and books-l2-tbt
  top_book,    ///< the top levels, complete each time: Binance depth5, Bybit orderbook.1, OKX books5
  mark_price,  ///< Binance markPrice, OKX mark-price
  funding,     ///< Binance markPrice, OKX funding-rate
  ticker,      ///< Bybit and OKX tickers
  rest_book,   ///< the response to a REST request for an order book
};

/// The taker's side of a trade.
enum class TakerSide : std::uint8_t { buy, sell };

/// Market, stream and venue time of an event. The times of receipt and publication belong to the envelope
/// (`FeedEvent`), not to the venue's event.
struct EventSource {
  std::int64_t exchange_time_ns = 0;  ///< UTC, the time on the message; zero where none is sent
  MarketId market;
  FeedChannel channel = FeedChannel::best_quote;
};

/// The best bid and offer. Sizes are in the venue's unit: coins, or contracts
/// where the market trades contracts. A side without orders has size zero.
struct alignas(64) BestQuote {
  EventSource source;
  std::int64_t update_id = 0;  ///< Binance `u`, OKX `seqId`: the ids of the order book, so the two can be compared
  Price bid_price;
  Quantity bid_size;
  Price ask_price;
  Quantity ask_size;
};

/// A trade's id: a number, or the 128 bits of a UUID (Bybit derivatives).
struct TradeId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend bool operator==(const TradeId&, const TradeId&) = default;
};

/// One public trade, or several fills of one taker order at one price.
struct alignas(64) PublicTrade {
  EventSource source;
  std::int64_t trade_time_ns = 0;  ///< UTC, when it was matched
  Price price;
  Quantity size;  ///< in the venue's unit
  TradeId id;     ///< unique within venue, market and channel
  std::uint32_t fills = 1;
  TakerSide taker = TakerSide::buy;
};

/// The price that a venue uses for margin and funding.
struct alignas(64) MarkPrice {
  EventSource source;
  Price mark;
  std::optional<Price> index;
};

/// The rate a perpetual is expected to pay at its next settlement. Positive:
/// longs pay shorts.
struct alignas(64) FundingRate {
  EventSource source;
  Ray rate;
  /// UTC, when `rate` is paid. Binance `T`, OKX `fundingTime` (whose
  /// `nextFundingTime` is the settlement after that one).
  std::int64_t funding_time_ns = 0;
  std::optional<Ray> settled_rate;  ///< OKX: the rate of the previous settlement, once it is final
};

/// The fields that a ticker reports or changes; an absent field is unchanged. Sizes are in the venue's unit.
struct alignas(64) TickerChange {
  EventSource source;
  std::int64_t sequence = 0;  ///< Bybit `cs`
  bool snapshot = false;      ///< all fields the venue has; an absent field then has no value
  std::optional<Price> last;
  std::optional<Price> mark;
  std::optional<Price> index;
  std::optional<Price> bid_price;
  std::optional<Quantity> bid_size;
  std::optional<Price> ask_price;
  std::optional<Quantity> ask_size;
  std::optional<std::int64_t> funding_time_ns;  ///< UTC, when `funding_rate` is paid
  std::optional<Ray> funding_rate;
};

static_assert(sizeof(BestQuote) == 64 && std::is_trivially_copyable_v<BestQuote>);
static_assert(sizeof(PublicTrade) == 64 && std::is_trivially_copyable_v<PublicTrade>);
static_assert(sizeof(MarkPrice) == 64 && std::is_trivially_copyable_v<MarkPrice>);
static_assert(sizeof(FundingRate) == 128 && std::is_trivially_copyable_v<FundingRate>);
static_assert(sizeof(TickerChange) == 192 && std::is_trivially_copyable_v<TickerChange>);

}  // namespace basis
