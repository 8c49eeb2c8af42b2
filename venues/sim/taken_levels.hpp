#pragma once

#include <algorithm>
#include <vector>

#include "core/base/types.hpp"

namespace basis {

/// What our orders took from the recorded levels of one side. It is missing from a level until that level is recorded
/// again, because recorded liquidity does not react to us.
class TakenLevels {
 public:
  [[nodiscard]] bool empty() const { return levels_.empty(); }
  /// Coins taken at a price.
  [[nodiscard]] Quantity at(Price price) const {
    const auto level = find(price);
    return level != levels_.end() && level->price == price ? level->size : Quantity{};
  }
  void add(Price price, Quantity size) {
    const auto level = find(price);
    if (level != levels_.end() && level->price == price)
      levels_[static_cast<std::size_t>(level - levels_.begin())].size += size;
    else
      levels_.insert(level, {price, size});
  }
  /// The level was recorded again.
  void forget(Price price) {
    if (levels_.empty() || price < levels_.front().price || price > levels_.back().price) return;
    const auto level = find(price);
    if (level->price == price) levels_.erase(level);
  }
  void clear() { levels_.clear(); }

 private:
  struct Taken {
    Price price;
    Quantity size;
  };
  [[nodiscard]] std::vector<Taken>::const_iterator find(Price price) const {
    return std::lower_bound(levels_.begin(), levels_.end(), price,
                            [](const Taken& level, Price wanted) { return level.price < wanted; });
  }

  std::vector<Taken> levels_;  ///< by rising price
};

}  // namespace basis
