#include "core/marketdata/price_ladder.hpp"

#include <algorithm>

namespace basis {

PriceLadder::PriceLadder(BookSide side, std::size_t window)
    : sign_(side == BookSide::bid ? 1 : -1),
      mask_(window - 1),
      sizes_(window),
      words_(window / 64),
      pages_(window / static_cast<std::size_t>(kPage)) {
  require(std::has_single_bit(window) && window >= kLeastWindow,
          "a ladder's window is a power of two of 16384 or more");
}

void PriceLadder::clear() {
  std::fill(words_.begin(), words_.end(), 0);
  std::fill(pages_.begin(), pages_.end(), 0);
  while (!outside_.empty()) remove_outside(outside_.begin());
  inside_count_ = 0;
  best_ = kNone;
}

Quantity PriceLadder::at(std::int64_t tick) const {
  const std::int64_t key = sign_ * tick;
  if (inside(key)) {
    const bool set = (words_[slot(key) >> 6] >> (slot(key) & 63) & 1) != 0;
    return Quantity::from_raw(set ? sizes_[slot(key)] : 0);
  }
  const auto level = outside_.find(key);
  return Quantity::from_raw(level == outside_.end() ? 0 : level->second);
}

std::int64_t PriceLadder::highest_of_page(std::int64_t page, std::uint64_t words) const {
  const std::int64_t word = (page << 6) + 63 - std::countl_zero(words);
  return (word << 6) + 63 - std::countl_zero(words_[slot(word << 6) >> 6]);
}

std::int64_t PriceLadder::next_word(std::int64_t key) const {
  std::int64_t page = key >> 12;
  const std::uint64_t rest = pages_[slot(key) >> 12] & ((std::uint64_t{1} << ((key >> 6) & 63)) - 1);
  if (rest != 0) return highest_of_page(page, rest);
  for (--page; page >= base_ >> 12; --page) {
    const std::uint64_t words = pages_[slot(page << 12) >> 12];
    if (words != 0) return highest_of_page(page, words);
  }
  return kNone;
}

void PriceLadder::set_outside(std::int64_t key, std::int64_t size) {
  if (size == 0) {
    const auto level = outside_.find(key);
    if (level != outside_.end()) remove_outside(level);
  } else if (key > best_) {
    move_window(key);
    set_inside(key, size);
  } else {
    insert_outside(key, size);
  }
}

void PriceLadder::best_removed() {
  best_ = next_inside(best_);
  if (best_ == kNone && !outside_.empty()) best_ = outside_.rbegin()->first;
  if (best_ == kNone) return;
  // Near the worse end of the window few of the levels behind the best are inside it.
  if (best_ < base_ + static_cast<std::int64_t>(sizes_.size() / 4)) move_window(best_);
}

/// Moves the window so that `best` is at three quarters of it: the depth lies below, and the best key may rise
/// by a quarter of the window before the next move.
void PriceLadder::move_window(std::int64_t best) {
  const std::int64_t base = (best - static_cast<std::int64_t>(sizes_.size() / 4 * 3)) & ~(kPage - 1);
  if (base > base_) {
    spill_below(base);
    base_ = base;
  } else {
    base_ = base;
    pull_from(base);
  }
}

void PriceLadder::spill_below(std::int64_t base) {
  const std::int64_t end = std::min(base, base_ + static_cast<std::int64_t>(sizes_.size()));
  for (std::int64_t page = base_ >> 12; page < end >> 12; ++page) {
    std::uint64_t& words = pages_[slot(page << 12) >> 12];
    for (; words != 0; words &= words - 1) {
      const std::int64_t word = (page << 6) + std::countr_zero(words);
      std::uint64_t& bits = words_[slot(word << 6) >> 6];
      for (; bits != 0; bits &= bits - 1) {
        const std::int64_t key = (word << 6) + std::countr_zero(bits);
        insert_outside(key, sizes_[slot(key)]);
        --inside_count_;
      }
    }
  }
}

void PriceLadder::pull_from(std::int64_t base) {
  while (!outside_.empty() && outside_.rbegin()->first >= base) {
    const auto level = std::prev(outside_.end());
    set_inside(level->first, level->second);
    remove_outside(level);
  }
}

void PriceLadder::insert_outside(std::int64_t key, std::int64_t size) {
  const auto place = outside_.lower_bound(key);
  if (place != outside_.end() && place->first == key) {
    place->second = size;
  } else if (spare_.empty()) {
    outside_.emplace_hint(place, key, size);
  } else {
    spare_.back().key() = key;
    spare_.back().mapped() = size;
    outside_.insert(place, std::move(spare_.back()));
    spare_.pop_back();
  }
}

void PriceLadder::remove_outside(Outside::iterator level) { spare_.push_back(outside_.extract(level)); }

}  // namespace basis
