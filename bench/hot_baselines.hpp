#pragma once

#include <cstddef>

#include "core/latency/histogram.hpp"

namespace basis::bench {

/// What others need for a part of the work, over the frames of the hot path's cases.
struct HotBaselines {
  LatencyHistogram rapidjson;  ///< in situ, parse alone
  LatencyHistogram nlohmann;   ///< parse alone
  LatencyHistogram map_book;   ///< a depth frame's changes put into a `std::map` a side; nothing for quotes
};
HotBaselines measure_baselines(bool depth, std::size_t frames);

}  // namespace basis::bench
