#pragma once

#include <optional>
#include <vector>

#include "core/history/resolve.hpp"

namespace basis {

/// The rows of a loaded reward table that a run credits, in order of payout: their payout is in the range (any, without
/// one), the need accepts their quality, and they can pay. Only these must be valid; their faults are reported, and two
/// of one payout and kind. A row in the range that cannot pay is a remark, and every other row is left alone. A payout
/// that is no time is always a fault, because it may be in the range.
std::vector<RewardEvent> credited_rewards(SeriesStore& store, const SeriesNeed& need,
                                          const std::optional<HourRange>& range);

/// Reports every credited row whose token has no price in WETH yet at its payout, with the line of the row. Checks only
/// price series that were loaded. A gap after the first row of a price series is reported by `tell_missing` instead.
void tell_unpriced(SeriesStore& store, const SeriesNeed& need, const std::vector<RewardEvent>& credited);

}  // namespace basis
