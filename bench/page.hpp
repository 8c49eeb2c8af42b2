#pragma once

#include <string>

#include "bench/figures.hpp"

namespace basis::bench {

/// A page that needs nothing else: every row with its figures and its histogram on a
/// logarithmic scale, which all rows of a benchmark with one unit share.
std::string figures_page(const Figures& figures);

}  // namespace basis::bench
