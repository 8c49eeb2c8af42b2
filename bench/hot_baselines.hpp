#pragma once

#include <cstddef>

#include "core/base/histogram.hpp"

namespace basis::bench {

/// Costs of other implementations for parts of the work, with the frames of the hot path's cases.
struct HotBaselines {
  LatencyHistogram rapidjson;  ///< in situ, parse only
  LatencyHistogram nlohmann;   ///< parse only
  LatencyHistogram map_book;   ///< changes of a depth frame applied to a `std::map` per side; empty for quotes
};
HotBaselines measure_baselines(bool depth, std::size_t frames);

}  // namespace basis::bench
