#pragma once

#include <span>
#include <string>

#include "bench/figures.hpp"

namespace basis::bench {

/// What a figure is meant to be.
struct Target {
  const char* what;  ///< in words
  const char* bench;
  const char* rows;  ///< name of a row, or how the names of several begin: then the worst counts
  bool ratio;        ///< of the baseline, instead of p50
  double limit;
  bool at_least;      ///< else at most
  double unit;        ///< what the figure is divided by to be shown
  const char* shown;  ///< the unit it is shown in
};
std::span<const Target> targets();

/// A Markdown section: every target beside its figure. Benchmarks that did not run are left out.
std::string targets_section(const Figures& figures);
/// Markdown: new by old of every row's p50, the worst first; a rate counts as its time.
std::string comparison_section(const Figures& now, const Figures& before);

}  // namespace basis::bench
