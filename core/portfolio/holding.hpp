#pragma once

#include <vector>

#include "core/base/types.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// The holding of one instrument. `amount` is in tokens or coins; for aTokens and debts
/// it is the scaled balance, which is constant while the index grows. Shorts and debts
/// are negative. `entry_cost` is the notional in USDT at which a perp position was
/// opened, with the sign of its amount; zero for other instruments.
struct Holding {
  Amount amount;
  Amount entry_cost;
  friend bool operator==(const Holding&, const Holding&) = default;
};

/// All holdings of a run, by InstrumentId.
using PositionSet = std::vector<Holding>;

}  // namespace basis
