#pragma once

#include "bench/hot_rig.hpp"
#include "core/base/histogram.hpp"

namespace basis::bench {

/// From the bytes of a fill, as a user stream's socket has read them, until the node knows of it.
struct FillTimes {
  LatencyHistogram parsed;   ///< the session has told its report
  LatencyHistogram tracked;  ///< order tracker and pre-trade gate know the new position
  LatencyHistogram risked;   ///< live risk knows the holding as well
};

/// Executions of spot (`executionReport`) or of perp orders (`ORDER_TRADE_UPDATE`) that a pair worker has sent, told to
/// a real session through its socket's listener, on one thread.
FillTimes fill_times(const RigSettings& settings, bool spot, std::size_t fills);

/// From the bytes of a spot fill, as the user stream's socket has read them, to the bytes of the order that hedges it
/// being handed over to its session: the perp's order of the clip ended unfilled before.
LatencyHistogram hedge_times(const RigSettings& settings, std::size_t fills);

}  // namespace basis::bench
