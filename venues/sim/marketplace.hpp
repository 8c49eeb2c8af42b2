#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/instruments/universe.hpp"
#include "venues/sim/market_board.hpp"

namespace basis::sim {

/// Hears what markets show, after the boards have it.
class MarketListener {
 public:
  virtual ~MarketListener() = default;
  virtual void on_levels(const MarketBoard& board, const BoardChange& change, bool snapshot) = 0;
  /// A trade of the market itself: ours are told by `on_own_trade`.
  virtual void on_trade(const MarketBoard& board, const BoardTrade& trade) = 0;
  /// A trade with an order of one of the clients.
  virtual void on_own_trade(const MarketBoard& board, const BoardTrade& trade) = 0;
  virtual void on_mark(const MarketBoard& board, UtcTime at) = 0;
  /// Funding is paid at this instant.
  virtual void on_funding(const MarketBoard& board, const BoardFunding& paid) = 0;

 protected:
  MarketListener() = default;
  MarketListener(const MarketListener&) = default;
  MarketListener& operator=(const MarketListener&) = default;
};

class Marketplace;

/// What moves markets: drawn from a seed, recorded, or read from history.
class MarketSource {
 public:
  virtual ~MarketSource() = default;
  /// When it moves a market next; absent: never again.
  [[nodiscard]] virtual std::optional<UtcTime> next() const = 0;
  /// Does what is due at `next`.
  virtual void step(Marketplace& markets) = 0;

 protected:
  MarketSource() = default;
  MarketSource(const MarketSource&) = default;
  MarketSource& operator=(const MarketSource&) = default;
};

/// The markets of all simulated venues, as they move. It has no clock.
class Marketplace {
 public:
  /// Every market of the universe, which outlives it and takes no further ones.
  explicit Marketplace(const Universe& universe);

  [[nodiscard]] const Universe& universe() const { return universe_; }
  [[nodiscard]] MarketBoard& board(MarketId market) { return *boards_[market.index()]; }
  [[nodiscard]] const MarketBoard& board(MarketId market) const { return *boards_[market.index()]; }
  [[nodiscard]] const std::vector<std::unique_ptr<MarketBoard>>& boards() const { return boards_; }

  void add(std::unique_ptr<MarketSource> source) { sources_.push_back(std::move(source)); }
  /// Listeners hear in the order in which they were added, and outlive the marketplace's last step.
  void add(MarketListener& listener) { listeners_.push_back(&listener); }

  [[nodiscard]] std::optional<UtcTime> next_due() const;
  /// Moves the markets up to and at `now`, in order of time; of equal times the source that was added first.
  void advance(UtcTime now);

  // What sources say.
  void set_levels(MarketId market, std::vector<BookLevel> bids, std::vector<BookLevel> asks, bool snapshot, UtcTime at);
  void trade(MarketId market, Price price, Quantity size, TakerSide taker, UtcTime at);
  void set_mark(MarketId market, Price mark, Price index, UtcTime at);
  void set_funding(MarketId market, Ray rate, UtcTime next) { board(market).set_funding(rate, next); }
  void pay_funding(MarketId market, UtcTime at);
  /// A trade with an order of a client; returns its id.
  std::int64_t own_trade(MarketId market, Price price, Quantity size, TakerSide taker, UtcTime at);

 private:
  const Universe& universe_;
  std::vector<std::unique_ptr<MarketBoard>> boards_;  ///< by MarketId
  std::vector<std::unique_ptr<MarketSource>> sources_;
  std::vector<MarketListener*> listeners_;
};

}  // namespace basis::sim
