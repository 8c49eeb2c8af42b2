#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <vector>

#include "core/base/types.hpp"

namespace basis {

enum class BookSide { bid, ask };

/// One side of an order book: sizes by tick. A window of ticks around the best level is an array with a bitmap
/// over it, in which setting a level and finding the next one take a few instructions. Levels worse than the
/// window are in an ordered map. The best level is always in the window, which moves when the best level leaves
/// it or comes near its worse end. Inside the window nothing is allocated; outside, removed map nodes are kept
/// in a free list.
///
/// Internally a key is the tick for bids and its negative for asks, so that the best level is the highest key
/// on both sides. The array is circular: the slot of a key is its low bits, and moving the window touches only
/// levels that cross its edges.
class PriceLadder {
 public:
  static constexpr std::size_t kDefaultWindow = 32'768;  ///< ticks
  static constexpr std::size_t kLeastWindow = 16'384;    ///< a quarter of it is one page

  /// `window` is a power of two of at least `kLeastWindow`; throws otherwise.
  explicit PriceLadder(BookSide side, std::size_t window = kDefaultWindow);

  /// Sets the size at a tick; zero removes the level. `tick` is between 0 and
  /// `TickScale::kMaxTicks`, `size` not negative.
  void set(std::int64_t tick, Quantity size) {
    const std::int64_t key = sign_ * tick;
    if (inside(key)) [[likely]] {
      set_inside(key, size.raw());
    } else {
      set_outside(key, size.raw());
    }
  }
  void clear();

  [[nodiscard]] bool empty() const { return best_ == kNone; }
  [[nodiscard]] std::size_t size() const { return inside_count_ + outside_.size(); }
  [[nodiscard]] std::size_t size_outside() const { return outside_.size(); }
  /// The best tick; the ladder must not be empty.
  [[nodiscard]] std::int64_t best_tick() const { return sign_ * best_; }
  /// The size at the best tick; the ladder must not be empty.
  [[nodiscard]] Quantity best_size() const { return Quantity::from_raw(sizes_[slot(best_)]); }
  /// The size at a tick, zero where there is no level.
  [[nodiscard]] Quantity at(std::int64_t tick) const;

  /// Calls `visit(tick, size)` from the best level to the worst until it returns false.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (std::int64_t key = best_; key != kNone; key = next_inside(key)) {
      if (!visit(sign_ * key, Quantity::from_raw(sizes_[slot(key)]))) return;
    }
    for (auto level = outside_.rbegin(); level != outside_.rend(); ++level) {
      if (!visit(sign_ * level->first, Quantity::from_raw(level->second))) return;
    }
  }

 private:
  using Outside = std::map<std::int64_t, std::int64_t>;
  static constexpr std::int64_t kNone = std::numeric_limits<std::int64_t>::min();
  static constexpr std::int64_t kPage = 4'096;  ///< keys covered by one word of `pages_`

  [[nodiscard]] bool inside(std::int64_t key) const { return static_cast<std::uint64_t>(key - base_) < sizes_.size(); }
  [[nodiscard]] std::size_t slot(std::int64_t key) const { return static_cast<std::uint64_t>(key) & mask_; }

  void set_inside(std::int64_t key, std::int64_t size) {
    const std::size_t at = slot(key);
    std::uint64_t& word = words_[at >> 6];
    const std::uint64_t bit = std::uint64_t{1} << (at & 63);
    if (size != 0) {
      sizes_[at] = size;
      inside_count_ += (word & bit) == 0 ? 1 : 0;
      word |= bit;
      pages_[at >> 12] |= std::uint64_t{1} << ((at >> 6) & 63);
      if (key > best_) best_ = key;
    } else if ((word & bit) != 0) {
      word &= ~bit;
      --inside_count_;
      if (word == 0) pages_[at >> 12] &= ~(std::uint64_t{1} << ((at >> 6) & 63));
      if (key == best_) best_removed();
    }
  }
  /// The next worse key in the window, `kNone` where there is none.
  [[nodiscard]] std::int64_t next_inside(std::int64_t key) const {
    const std::size_t at = slot(key);
    const std::uint64_t rest = words_[at >> 6] & ((std::uint64_t{1} << (at & 63)) - 1);
    if (rest != 0) [[likely]] {
      return (key & ~std::int64_t{63}) + 63 - std::countl_zero(rest);
    }
    return next_word(key);
  }

  [[nodiscard]] std::int64_t next_word(std::int64_t key) const;
  [[nodiscard]] std::int64_t highest_of_page(std::int64_t page, std::uint64_t words) const;
  void set_outside(std::int64_t key, std::int64_t size);
  void best_removed();
  void move_window(std::int64_t best);
  void spill_below(std::int64_t base);
  void pull_from(std::int64_t base);
  void insert_outside(std::int64_t key, std::int64_t size);
  void remove_outside(Outside::iterator level);

  std::int64_t sign_;
  std::uint64_t mask_;
  std::int64_t base_ = 0;  ///< lowest key of the window, a multiple of `kPage`
  std::int64_t best_ = kNone;
  std::size_t inside_count_ = 0;
  std::vector<std::int64_t> sizes_;   ///< by slot; valid only where its bit is set
  std::vector<std::uint64_t> words_;  ///< one bit per slot
  std::vector<std::uint64_t> pages_;  ///< one bit per word of `words_` that is not zero
  Outside outside_;                   ///< all keys below `base_`
  std::vector<Outside::node_type> spare_;
};

}  // namespace basis
