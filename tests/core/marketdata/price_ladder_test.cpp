#include "core/marketdata/price_ladder.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

namespace basis {
namespace {

using Levels = std::vector<std::pair<std::int64_t, std::int64_t>>;

/// A side of a book as anybody would write it first: what the ladder must equal.
class PlainLadder {
 public:
  explicit PlainLadder(BookSide side) : sign_(side == BookSide::bid ? 1 : -1) {}
  void set(std::int64_t tick, std::int64_t size) {
    if (size == 0) {
      levels_.erase(-sign_ * tick);
    } else {
      levels_[-sign_ * tick] = size;
    }
  }
  [[nodiscard]] Levels levels() const {
    Levels all;
    for (const auto& [key, size] : levels_) all.emplace_back(-sign_ * key, size);
    return all;
  }
  [[nodiscard]] std::size_t size() const { return levels_.size(); }
  [[nodiscard]] std::int64_t at(std::int64_t tick) const {
    const auto found = levels_.find(-sign_ * tick);
    return found == levels_.end() ? 0 : found->second;
  }
  /// A tick that is set, counted from the best.
  [[nodiscard]] std::int64_t tick(std::size_t index) const {
    return -sign_ * std::next(levels_.begin(), static_cast<std::ptrdiff_t>(index))->first;
  }

 private:
  std::int64_t sign_;
  std::map<std::int64_t, std::int64_t> levels_;
};

Levels levels_of(const PriceLadder& ladder) {
  Levels all;
  ladder.for_each([&](std::int64_t tick, Quantity size) {
    all.emplace_back(tick, size.raw());
    return true;
  });
  return all;
}

void require_equal(const PriceLadder& ladder, const PlainLadder& plain) {
  const Levels expected = plain.levels();
  REQUIRE(ladder.size() == expected.size());
  REQUIRE(ladder.empty() == expected.empty());
  if (!expected.empty()) {
    REQUIRE(ladder.best_tick() == expected.front().first);
    REQUIRE(ladder.best_size().raw() == expected.front().second);
  }
  REQUIRE(levels_of(ladder) == expected);
}

Quantity raw(std::int64_t value) { return Quantity::from_raw(value); }

TEST_CASE("levels come best first on both sides") {
  for (const BookSide side : {BookSide::bid, BookSide::ask}) {
    PriceLadder ladder(side);
    for (const std::int64_t tick : {100, 102, 101, 50'000'000, 7}) ladder.set(tick, raw(tick));
    Levels expected = {{50'000'000, 50'000'000}, {102, 102}, {101, 101}, {100, 100}, {7, 7}};
    if (side == BookSide::ask) std::reverse(expected.begin(), expected.end());
    CHECK(levels_of(ladder) == expected);
    CHECK(ladder.at(101) == raw(101));
    CHECK(ladder.at(50'000'000) == raw(50'000'000));
    CHECK(ladder.at(7) == raw(7));
    CHECK(ladder.at(103) == raw(0));
  }
}

TEST_CASE("when the last level in the window goes, the next comes from outside") {
  PriceLadder bids(BookSide::bid);
  bids.set(1'000'000, raw(1));
  bids.set(10, raw(2));
  bids.set(9, raw(3));
  CHECK(bids.size_outside() == 2);
  bids.set(1'000'000, raw(0));
  CHECK(bids.best_tick() == 10);
  CHECK(bids.size_outside() == 0);
  bids.set(10, raw(0));
  bids.set(9, raw(0));
  CHECK(bids.empty());
  bids.set(5'000'000'000, raw(4));
  CHECK(levels_of(bids) == Levels{{5'000'000'000, 4}});
}

TEST_CASE("the window follows a falling market before its end is reached") {
  PriceLadder bids(BookSide::bid, PriceLadder::kLeastWindow);
  for (std::int64_t tick = 100'000; tick > 60'000; tick -= 100) bids.set(tick, raw(1));
  // From three quarters up to a quarter: half a window of levels goes, and the next half is in reach.
  for (std::int64_t tick = 100'000; tick > 90'000; tick -= 100) bids.set(tick, raw(0));
  const std::size_t outside = bids.size_outside();
  CHECK(bids.best_tick() == 90'000);
  CHECK(outside <= (90'000 - 60'000 - PriceLadder::kLeastWindow / 2) / 100);
}

TEST_CASE("removing what is not there changes nothing") {
  PriceLadder asks(BookSide::ask);
  asks.set(5, raw(0));
  CHECK(asks.empty());
  asks.set(1'000'000, raw(1));
  asks.set(1'000'001, raw(0));
  asks.set(900'000'000, raw(0));
  asks.set(5, raw(0));
  CHECK(levels_of(asks) == Levels{{1'000'000, 1}});
}

TEST_CASE("a window that is no power of two, or too small, is refused") {
  CHECK_THROWS_AS(PriceLadder(BookSide::bid, 20'000), InvariantError);
  CHECK_THROWS_AS(PriceLadder(BookSide::bid, 8'192), InvariantError);
}

TEST_CASE("the first key past the top of the least window moves it far enough") {
  for (std::int64_t start = 1'000'000; start < 1'000'000 + 4'096; start += 61) {
    PriceLadder bids(BookSide::bid, PriceLadder::kLeastWindow);
    PlainLadder plain(BookSide::bid);
    for (std::int64_t tick = start; tick < start + 40'000; tick += 127) {
      bids.set(tick, raw(tick));
      plain.set(tick, tick);
    }
    require_equal(bids, plain);
  }
}

/// How a random walk moves and where it sets levels.
struct Walk {
  const char* name;
  std::int64_t start;
  std::int64_t step;  ///< most ticks the middle moves at once
  std::int64_t near;  ///< spread of most levels round the middle
  std::int64_t far;   ///< spread of some levels
  std::int64_t jump;  ///< seldom the middle moves this far
  std::size_t window;
};

constexpr Walk kWalks[] = {
    {"shallow", 1'000'000, 2, 20, 100, 0, PriceLadder::kDefaultWindow},
    {"deep", 6'000'000, 5, 2'000, 2'000'000, 0, PriceLadder::kDefaultWindow},
    {"at the edges of the window", 5'000'000, 300, 20'000, 40'000, 20'000, PriceLadder::kLeastWindow},
    {"jumps", 5'000'000, 10, 500, 100'000, 3'000'000, PriceLadder::kLeastWindow},
    {"cheap", 300, 3, 250, 290, 0, PriceLadder::kLeastWindow},
    {"at the largest ticks", (std::int64_t{1} << 62) - 4'000'000, 10, 1'000, 100'000, 1'000'000,
     PriceLadder::kLeastWindow},
};

class Walker {
 public:
  Walker(const Walk& walk, std::uint64_t seed) : walk_(walk), random_(seed), middle_(walk.start) {}

  std::int64_t next_tick() {
    if (walk_.jump != 0 && below(400) == 0) middle_ += spread(walk_.jump);
    middle_ += spread(walk_.step);
    middle_ = std::clamp<std::int64_t>(middle_, 1, (std::int64_t{1} << 62) - 1);
    const std::int64_t tick = middle_ + spread(below(10) == 0 ? walk_.far : walk_.near);
    return std::clamp<std::int64_t>(tick, 1, std::int64_t{1} << 62);
  }
  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
  }
  std::int64_t spread(std::int64_t most) { return most == 0 ? 0 : below(2 * most + 1) - most; }

 private:
  const Walk& walk_;
  std::mt19937_64 random_;
  std::int64_t middle_;
};

TEST_CASE("a ladder equals a plain map over random walks") {
  for (const Walk& walk : kWalks) {
    for (const BookSide side : {BookSide::bid, BookSide::ask}) {
      for (std::uint64_t seed = 1; seed <= 4; ++seed) {
        CAPTURE(walk.name);
        CAPTURE(static_cast<int>(side));
        CAPTURE(seed);
        PriceLadder ladder(side, walk.window);
        PlainLadder plain(side);
        Walker walker(walk, seed);
        for (int step = 0; step < 20'000; ++step) {
          std::int64_t tick = walker.next_tick();
          std::int64_t size = walker.below(3) == 0 ? 0 : 1 + walker.below(1'000);
          // Half of the removals take a level that is there, mostly near the best one.
          if (size == 0 && plain.size() > 0 && walker.below(2) == 0) {
            tick = plain.tick(static_cast<std::size_t>(
                walker.below(std::min<std::int64_t>(8, static_cast<std::int64_t>(plain.size())))));
          }
          ladder.set(tick, raw(size));
          plain.set(tick, size);
          REQUIRE(ladder.size() == plain.size());
          if (!ladder.empty()) REQUIRE(ladder.best_tick() == plain.tick(0));
          REQUIRE(ladder.at(tick).raw() == plain.at(tick));
          if (step % 997 == 0) require_equal(ladder, plain);
          if (step % 6'000 == 5'999) {
            ladder.clear();
            plain = PlainLadder(side);
          }
        }
        require_equal(ladder, plain);
        // Taken apart from the best level on, every level is met once.
        while (!ladder.empty()) {
          REQUIRE(ladder.best_tick() == plain.tick(0));
          plain.set(ladder.best_tick(), 0);
          ladder.set(ladder.best_tick(), raw(0));
        }
        REQUIRE(plain.size() == 0);
      }
    }
  }
}

}  // namespace
}  // namespace basis
