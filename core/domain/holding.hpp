#pragma once

#include <vector>

#include "core/domain/ids.hpp"
#include "core/num/types.hpp"

namespace basis {

/// What stands on one instrument. `amount` counts tokens or coins, for aTokens
/// and debts the scaled balance (constant while the index grows); shorts and
/// debts are negative. `entry_cost` is what a perp position was opened for in
/// USDT, signed as its amount; zero elsewhere.
struct Holding {
  Amount amount;
  Amount entry_cost;
  friend bool operator==(const Holding&, const Holding&) = default;
};

/// Every holding of a run, by InstrumentId.
using PositionSet = std::vector<Holding>;

}  // namespace basis
