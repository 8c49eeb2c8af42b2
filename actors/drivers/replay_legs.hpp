#pragma once

#include <vector>

#include "core/config/settings.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// Error (data) unless the recordings have every market that the mode trades: its spot market, and a perp wherever it
/// has a share of the hedge.
Result<void> check_legs(const Settings& settings, const Universe& universe, const std::vector<const Market*>& followed);

}  // namespace basis
