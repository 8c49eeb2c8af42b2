#pragma once

#include <optional>

#include "core/instruments/market.hpp"
#include "core/marketdata/order_book.hpp"

namespace basis {

/// The recorded order book of a market with its sizes in coins. This is the one place in the matching engine where a
/// venue's contracts become coins. Both must outlive it.
class MarketBook {
 public:
  MarketBook(const Market& market, const OrderBook& book) : market_(market), book_(book) {}

  /// Whether there are valid prices: the book is in step with its venue and not crossed.
  [[nodiscard]] bool live() const { return book_.prices(); }
  /// Coins at a price, in any state; zero where there is no level.
  [[nodiscard]] Quantity at(BookSide side, Price price) const {
    const auto tick = book_.scale().ticks(price);
    return tick ? coins(book_.ladder(side).at(*tick)) : Quantity{};
  }
  [[nodiscard]] std::optional<Price> best(BookSide side) const {
    const PriceLadder& levels = book_.ladder(side);
    if (!live() || levels.empty()) return std::nullopt;
    return book_.scale().price(levels.best_tick());
  }
  /// Between best bid and best ask, rounded to the nearest unit; absent without both.
  [[nodiscard]] std::optional<Price> mid() const {
    const auto bid = best(BookSide::bid);
    const auto ask = best(BookSide::ask);
    if (!bid || !ask) return std::nullopt;
    return Price::from_raw_checked(div_round(i128{bid->raw()} + ask->raw(), 2, Rounding::half_even));
  }
  /// Calls `visit(price, coins)` from the best level on until it returns false; not at all while the book is not live.
  template <class Visit>
  void for_each(BookSide side, Visit&& visit) const {
    if (!live()) return;
    book_.ladder(side).for_each(
        [&](std::int64_t tick, Quantity native) { return visit(book_.scale().price(tick), coins(native)); });
  }

 private:
  [[nodiscard]] Quantity coins(Quantity native) const { return market_.coins(Contracts::from_raw(native.raw())); }

  const Market& market_;
  const OrderBook& book_;
};

/// The side that orders of ours rest on, and the one they take from.
constexpr BookSide own_side(OrderSide side) { return side == OrderSide::buy ? BookSide::bid : BookSide::ask; }
constexpr BookSide other_side(OrderSide side) { return side == OrderSide::buy ? BookSide::ask : BookSide::bid; }
/// Whether an order of this side with this limit trades at `price`.
constexpr bool reaches(OrderSide side, Price limit, Price price) {
  return side == OrderSide::buy ? price <= limit : price >= limit;
}
/// Whether price `a` comes before `b` on a side of the book.
constexpr bool better(BookSide side, Price a, Price b) { return side == BookSide::bid ? a > b : a < b; }

}  // namespace basis
