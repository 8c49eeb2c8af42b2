#pragma once

#include <string_view>
#include <vector>

#include "core/history/history.hpp"

namespace basis {

/// The headers that a file of the kind may have, each as a list of column names. For a
/// time series the first column is the timestamp.
std::vector<std::vector<std::string_view>> series_headers(SeriesKind kind);

/// The columns of these headers that a file may leave out.
std::vector<std::string_view> optional_columns(SeriesKind kind);

}  // namespace basis
