#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <vector>

#include "core/marketdata/order_book.hpp"

namespace basis::bench {

/// The common implementation of an order book: one ordered map per side.
class MapBook {
 public:
  void apply(const BookUpdate& update) {
    set(bids_, update.bids);
    set(asks_, update.asks);
  }
  [[nodiscard]] std::optional<TopOfBook> top() const {
    if (bids_.empty() || asks_.empty()) return std::nullopt;
    return TopOfBook{{bids_.begin()->first, bids_.begin()->second}, {asks_.begin()->first, asks_.begin()->second}};
  }

 private:
  template <class Side>
  static void set(Side& side, std::span<const BookLevel> levels) {
    for (const BookLevel& level : levels) {
      if (level.size.is_zero()) {
        side.erase(level.price);
      } else {
        side.insert_or_assign(level.price, level.size);
      }
    }
  }
  std::map<Price, Quantity, std::greater<>> bids_;
  std::map<Price, Quantity, std::less<>> asks_;
};

/// One sorted vector per side, best level last, with binary search.
class VectorBook {
 public:
  void apply(const BookUpdate& update) {
    set(bids_, update.bids, std::less<>());
    set(asks_, update.asks, std::greater<>());
  }
  [[nodiscard]] std::optional<TopOfBook> top() const {
    if (bids_.empty() || asks_.empty()) return std::nullopt;
    return TopOfBook{bids_.back(), asks_.back()};
  }

 private:
  template <class Before>
  static void set(std::vector<BookLevel>& side, std::span<const BookLevel> levels, Before before) {
    for (const BookLevel& level : levels) {
      const auto place = std::lower_bound(side.begin(), side.end(), level, [&](const BookLevel& a, const BookLevel& b) {
        return before(a.price, b.price);
      });
      const bool there = place != side.end() && place->price == level.price;
      if (level.size.is_zero()) {
        if (there) side.erase(place);
      } else if (there) {
        place->size = level.size;
      } else {
        side.insert(place, level);
      }
    }
  }
  std::vector<BookLevel> bids_, asks_;
};

/// The project's order book, with its sequence check as in live use.
class LiveBook {
 public:
  void apply(const BookUpdate& update) { book_.apply(update, UtcTime()); }
  [[nodiscard]] std::optional<TopOfBook> top() const { return book_.top(); }

 private:
  OrderBook book_{{.tick = Price::from_raw(1'000'000), .sync = kBybitV5Sync}};
};

}  // namespace basis::bench
