#include "venues/sim/market_board.hpp"

#include <algorithm>
#include <set>

#include "venues/sim/exchange_account.hpp"
#include "venues/sim/market_book.hpp"

namespace basis::sim {
namespace {

constexpr std::size_t kMostTrades = 1'000;
constexpr std::size_t kMostCandles = 1'440;
constexpr std::size_t kMostFundings = 1'000;

}  // namespace

MarketBoard::MarketBoard(const Market& market)
    : market_(market), book_(BookSpec{.tick = market.tick, .sync = kBybitV5Sync, .tick_follows = true}) {}

Price MarketBoard::last() const {
  if (!trades_.empty()) return trades_.back().price;
  return MarketBook(market_, book_).mid().value_or(Price{});
}

/// What a snapshot does not have is gone, and those who follow changes are told so.
void MarketBoard::add_gone(BookSide side, std::vector<BookLevel>& levels) const {
  std::set<Price> there;
  for (const BookLevel& level : levels) there.insert(level.price);
  book_.ladder(side).for_each([&](std::int64_t tick, Quantity) {
    const Price price = book_.scale().price(tick);
    if (!there.contains(price)) levels.push_back({price, Quantity{}});
    return true;
  });
}

BoardChange MarketBoard::set_levels(std::vector<BookLevel> bids, std::vector<BookLevel> asks, bool snapshot,
                                    UtcTime at) {
  const std::size_t bid_count = bids.size();
  const std::size_t ask_count = asks.size();
  if (snapshot) {
    add_gone(BookSide::bid, bids);
    add_gone(BookSide::ask, asks);
  }
  BoardChange change;
  change.at = at;
  change.first_id = update_id_ + 1;
  update_id_ += std::max<std::int64_t>(static_cast<std::int64_t>(bids.size() + asks.size()), 1);
  change.last_id = update_id_;
  change.bids = std::move(bids);
  change.asks = std::move(asks);
  BookUpdate update;
  update.snapshot = snapshot;
  update.chain = {change.first_id, change.last_id, change.first_id - 1, change.last_id};
  update.exchange_time_ns = at.nanos();
  update.bids = std::span(change.bids).first(bid_count);
  update.asks = std::span(change.asks).first(ask_count);
  book_.apply(update, at);
  return change;
}

const BoardTrade& MarketBoard::add_trade(Price price, Quantity size, TakerSide taker, UtcTime at) {
  trades_.push_back({++trade_id_, price, size, taker, at});
  if (trades_.size() > kMostTrades) trades_.pop_front();
  count_in_candle(trades_.back());
  return trades_.back();
}

void MarketBoard::count_in_candle(const BoardTrade& trade) {
  const UtcTime start = UtcTime::from_nanos(trade.at.nanos() - trade.at.nanos() % kMinute.count);
  if (candles_.empty() || candles_.back().start < start) {
    candles_.push_back({start, trade.price, trade.price, trade.price, trade.price, {}, {}, {}, {}, 0});
    if (candles_.size() > kMostCandles) candles_.pop_front();
  }
  BoardCandle& candle = candles_.back();
  const Amount worth = notional_of(trade.price, trade.size);
  candle.high = std::max(candle.high, trade.price);
  candle.low = std::min(candle.low, trade.price);
  candle.close = trade.price;
  candle.volume += trade.size;
  candle.quote_volume += worth;
  ++candle.trades;
  if (trade.taker != TakerSide::buy) return;
  candle.bought += trade.size;
  candle.bought_quote += worth;
}

void MarketBoard::add_funding(const BoardFunding& paid) {
  fundings_.push_back(paid);
  if (fundings_.size() > kMostFundings) fundings_.pop_front();
}

}  // namespace basis::sim
