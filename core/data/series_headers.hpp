#pragma once

#include <string_view>
#include <vector>

#include "core/data/history.hpp"

namespace basis {

/// The headers a file of the kind may have, each a list of column names; the
/// first column holds the row's instant where the kind has one.
std::vector<std::vector<std::string_view>> series_headers(SeriesKind kind);

}  // namespace basis
