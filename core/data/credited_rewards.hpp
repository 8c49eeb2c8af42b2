#pragma once

#include <vector>

#include "core/data/resolve.hpp"

namespace basis {

/// The rows of a loaded table of rewards that the need credits and the range holds, in order of payout.
std::vector<RewardEvent> credited_rewards(const SeriesStore& store, const SeriesNeed& need, const HourRange& range);

/// Tells every credited row whose token has no price in WETH yet at its payout, with the line of the row. Only prices
/// that were loaded are looked at, and a hole behind their first row is left to `tell_missing`.
void tell_unpriced(SeriesStore& store, const SeriesNeed& need, const HourRange& range);

}  // namespace basis
