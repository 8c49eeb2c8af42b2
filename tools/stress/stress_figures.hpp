#pragma once

#include <string>
#include <vector>

#include "core/risk/stress.hpp"

namespace basis {

/// How a figure of a state is displayed.
enum class FigureKind : std::uint8_t { amount, ratio, percent, coins };

/// One figure of a state.
struct StressFigure {
  std::string name;  ///< key in the JSON text: "margin_ratio"
  std::string of;    ///< its account or asset; empty for the whole portfolio
  FigureKind kind;
  std::optional<Amount> amount;  ///< of kinds amount (share class) and coins
  std::optional<double> number;  ///< of kinds ratio and percent; absent without a position
};

/// The figures of a state, in a fixed order that depends only on the configuration; figures with
/// the same name are adjacent.
std::vector<StressFigure> stress_figures(const StressRules& rules, const StressState& state);

}  // namespace basis
