#pragma once

#include <algorithm>
#include <cmath>
#include <map>
#include <random>
#include <vector>

#include "core/marketdata/book_update.hpp"

namespace basis::bench {

/// Distribution of the changes of the synthetic market.
struct StreamShape {
  double far_share = 0;        ///< share of far changes among all changes
  std::int64_t far_ticks = 1;  ///< largest distance of far changes from the middle
};

/// The order book stream of a market with a random walk: a snapshot of a thousand levels per side,
/// then updates of 20 to 70 changes with absolute sizes. A third of them are removals; the book is
/// never crossed. Nine in ten of the near changes are within about 100 ticks of the middle, the
/// others within a few thousand.
class BookStream {
 public:
  static constexpr std::int64_t kTick = 1'000'000;  // 0.01

  BookStream(std::size_t updates, StreamShape shape, std::uint64_t seed) : shape_(shape), random_(seed) {
    for (std::int64_t i = 1; i <= 1'000; ++i) {
      bids_[middle_ - i] = size();
      asks_[middle_ + i] = size();
    }
    append(bids_, asks_);
    for (std::size_t i = 0; i < updates; ++i) step();
  }

  /// Number of updates; the first is the snapshot.
  [[nodiscard]] std::size_t size_of_stream() const { return ends_.size(); }
  [[nodiscard]] BookUpdate update(std::size_t index) const {
    const std::span<const BookLevel> all(levels_);
    const auto [begin, asks, end] = ends_[index];
    BookUpdate update;
    update.snapshot = index == 0;
    update.chain = {static_cast<std::int64_t>(index) + 10, static_cast<std::int64_t>(index) + 10, 0,
                    static_cast<std::int64_t>(index) + 10};
    update.bids = all.subspan(begin, asks - begin);
    update.asks = all.subspan(asks, end - asks);
    return update;
  }

 private:
  using Levels = std::map<std::int64_t, std::int64_t>;
  struct Ends {
    std::size_t begin, asks, end;
  };

  void step() {
    Levels bids, asks;
    middle_ += static_cast<std::int64_t>(random_() % 5) - 2;
    for (; !bids_.empty() && bids_.rbegin()->first >= middle_; bids_.erase(std::prev(bids_.end()))) {
      bids[bids_.rbegin()->first] = 0;
    }
    for (; !asks_.empty() && asks_.begin()->first <= middle_; asks_.erase(asks_.begin())) {
      asks[asks_.begin()->first] = 0;
    }
    change(bids_, bids, middle_ - 1, 5);
    change(asks_, asks, middle_ + 1, 5);
    const std::size_t wanted = 20 + random_() % 51;
    while (bids.size() + asks.size() < wanted) {
      const std::int64_t away = 1 + distance();
      const std::int64_t amount = random_() % 3 == 0 ? 0 : size();
      if (random_() % 2 == 0) {
        change(bids_, bids, std::max<std::int64_t>(middle_ - away, 1), amount);
      } else {
        change(asks_, asks, middle_ + away, amount);
      }
    }
    append(bids, asks);
  }

  std::int64_t distance() {
    const double draw = std::uniform_real_distribution<>(0, 1)(random_);
    if (draw < shape_.far_share)
      return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(shape_.far_ticks));
    const double mean = random_() % 10 == 0 ? 1'000 : 40;
    return static_cast<std::int64_t>(std::exponential_distribution<>(1 / mean)(random_));
  }
  std::int64_t size() { return 1'000 * (1 + static_cast<std::int64_t>(random_() % 100'000)); }

  static void change(Levels& book, Levels& changed, std::int64_t tick, std::int64_t amount) {
    changed[tick] = amount;
    if (amount == 0) {
      book.erase(tick);
    } else {
      book[tick] = amount;
    }
  }
  void append(const Levels& bids, const Levels& asks) {
    Ends ends{levels_.size(), 0, 0};
    for (const auto& [tick, amount] : bids)
      levels_.push_back({Price::from_raw(tick * kTick), Quantity::from_raw(amount)});
    ends.asks = levels_.size();
    for (const auto& [tick, amount] : asks)
      levels_.push_back({Price::from_raw(tick * kTick), Quantity::from_raw(amount)});
    ends.end = levels_.size();
    ends_.push_back(ends);
  }

  StreamShape shape_;
  std::mt19937_64 random_;
  std::int64_t middle_ = 6'000'000;
  Levels bids_, asks_;
  std::vector<BookLevel> levels_;
  std::vector<Ends> ends_;
};

}  // namespace basis::bench
