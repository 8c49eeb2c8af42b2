#pragma once

#include <optional>

#include "core/history/resolve.hpp"

namespace basis {

/// Reports values of the loaded series that cannot be right, with file and line. Only rows in the files are judged, not
/// those that a fill rule supplied, and only those in the range, or all without one.
/// - A price in dollars that is further than `max_deviation` from the median of the other series of its asset, spot and
///   perp, at the same instant. The worst is taken out first, so that it cannot make the others look wrong. When two
///   are left and disagree, both are named, because either may be wrong.
/// - A funding rate beyond `max_funding`.
void check_plausible(SeriesStore& store, const std::optional<HourRange>& range);

}  // namespace basis
