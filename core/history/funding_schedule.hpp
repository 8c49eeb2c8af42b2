#pragma once

#include <string>
#include <vector>

#include "core/history/resolve.hpp"

namespace basis {

/// The instants of the range at which a venue settled funding and the file of the series has no row.
///
/// The interval of a series may change inside it, so it is read from the stamps: the time between two rows is an
/// interval when it is 1, 2, 4 or 8 hours or the configured one. A time between two rows that is longer than the
/// intervals in force before and after it is a hole; it lacks a row at every multiple of the longer of the two. Before
/// the first row and after the last one the nearest interval goes on. Where the rows show no interval, the configured
/// one holds. A series without rows lacks one wherever all series that fill it settle funding.
std::vector<UtcTime> funding_holes(const SeriesStore& store, const std::string& series, const HourRange& range);

}  // namespace basis
