#pragma once

#include <vector>

#include "core/history/resolve.hpp"

namespace basis {

/// The rows of a loaded reward table whose payout is in the range and whose quality the need accepts, in order of
/// payout.
std::vector<RewardEvent> credited_rewards(const SeriesStore& store, const SeriesNeed& need, const HourRange& range);

/// Reports every credited row whose token has no price in WETH yet at its payout, with the line of the row. Checks only
/// price series that were loaded. A gap after the first row of a price series is reported by `tell_missing` instead.
void tell_unpriced(SeriesStore& store, const SeriesNeed& need, const HourRange& range);

}  // namespace basis
