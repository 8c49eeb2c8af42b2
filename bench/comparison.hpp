#pragma once

#include <span>
#include <string>

#include "bench/figures.hpp"

namespace basis::bench {

/// Target of a figure.
struct Target {
  const char* what;  ///< description
  const char* bench;
  const char* rows;  ///< name of a row, or prefix of several names, of which the worst counts
  bool ratio;        ///< compare the ratio to the baseline, not the p50
  double limit;
  bool at_least;      ///< false: at most
  double unit;        ///< divisor for display
  const char* shown;  ///< unit of the displayed figure
};
std::span<const Target> targets();

/// A Markdown section with every target and its figure. Benchmarks that were not run are left out.
std::string targets_section(const Figures& figures);
/// A Markdown section with new / old p50 of every row, the worst first. For a rate the ratio is old
/// / new.
std::string comparison_section(const Figures& now, const Figures& before);

}  // namespace basis::bench
