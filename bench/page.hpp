#pragma once

#include <string>

#include "bench/figures.hpp"

namespace basis::bench {

/// A self-contained page: every row with its figures and its histogram. The logarithmic scale is
/// common to all rows of a benchmark with the same unit.
std::string figures_page(const Figures& figures);

}  // namespace basis::bench
