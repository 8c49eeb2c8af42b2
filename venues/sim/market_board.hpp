#pragma once

#include <deque>
#include <optional>
#include <vector>

#include "core/instruments/market.hpp"
#include "core/marketdata/market_event.hpp"
#include "core/marketdata/order_book.hpp"

namespace basis::sim {

/// A public trade as the venue shows it; `size` in coins.
struct BoardTrade {
  std::int64_t id = 0;
  Price price;
  Quantity size;
  TakerSide taker = TakerSide::buy;
  UtcTime at;
};

/// A payment of funding that is past.
struct BoardFunding {
  UtcTime at;
  Ray rate;
  Price mark;
};

/// Prices and volume of one minute.
struct BoardCandle {
  UtcTime start;
  Price open, high, low, close;
  Quantity volume;
  Amount quote_volume;
  Quantity bought;  ///< by takers
  Amount bought_quote;
  std::int64_t trades = 0;
};

/// What a market did before the run, the oldest first: what a venue's lists of history tell.
struct PastMarket {
  std::vector<BoardCandle> hours;
  std::vector<BoardCandle> mark_hours;  ///< of a perp's mark; empty: as `hours`
  std::vector<BoardFunding> fundings;
};

/// Levels that changed at one instant, sizes in the venue's unit, and the ids that the venue counts them with: one a
/// level, without a gap between changes.
struct BoardChange {
  std::int64_t first_id = 0;
  std::int64_t last_id = 0;
  std::vector<BookLevel> bids;
  std::vector<BookLevel> asks;
  UtcTime at;
};

/// What a simulated venue shows of one market: its order book, trades, mark and funding.
class MarketBoard {
 public:
  explicit MarketBoard(const Market& market);

  [[nodiscard]] const Market& market() const { return market_; }
  [[nodiscard]] const OrderBook& book() const { return book_; }
  /// The id of the last change of a level.
  [[nodiscard]] std::int64_t update_id() const { return update_id_; }
  [[nodiscard]] const std::deque<BoardTrade>& trades() const { return trades_; }
  [[nodiscard]] const std::deque<BoardCandle>& candles() const { return candles_; }
  [[nodiscard]] const std::deque<BoardFunding>& fundings() const { return fundings_; }
  [[nodiscard]] const PastMarket& past() const { return past_; }
  /// The last trade's price; before the first trade the middle of the book, or zero.
  [[nodiscard]] Price last() const;
  [[nodiscard]] std::optional<TopOfBook> top() const { return book_.top(); }
  [[nodiscard]] Price mark() const { return mark_; }
  [[nodiscard]] Price index() const { return index_; }
  [[nodiscard]] Ray funding_rate() const { return funding_rate_; }
  [[nodiscard]] UtcTime next_funding() const { return next_funding_; }
  [[nodiscard]] bool halted() const { return halted_; }

  /// Sets levels; a snapshot replaces all. Returns the change with its ids, of a snapshot also the levels that are
  /// gone.
  BoardChange set_levels(std::vector<BookLevel> bids, std::vector<BookLevel> asks, bool snapshot, UtcTime at);
  const BoardTrade& add_trade(Price price, Quantity size, TakerSide taker, UtcTime at);
  void set_mark(Price mark, Price index) { mark_ = mark, index_ = index; }
  void set_funding(Ray rate, UtcTime next) { funding_rate_ = rate, next_funding_ = next; }
  void add_funding(const BoardFunding& paid);
  void set_halted(bool halted) { halted_ = halted; }
  void set_past(PastMarket past) { past_ = std::move(past); }

 private:
  void add_gone(BookSide side, std::vector<BookLevel>& levels) const;
  void count_in_candle(const BoardTrade& trade);

  const Market& market_;
  OrderBook book_;
  std::int64_t update_id_ = 1'000;
  std::int64_t trade_id_ = 0;
  std::deque<BoardTrade> trades_;
  std::deque<BoardCandle> candles_;
  std::deque<BoardFunding> fundings_;
  PastMarket past_;
  Price mark_, index_;
  Ray funding_rate_;
  UtcTime next_funding_;
  bool halted_ = false;
};

}  // namespace basis::sim
