#pragma once

#include <string>
#include <vector>

#include "core/stress/stress.hpp"

namespace basis {

/// How a figure of a state is shown to a person.
enum class FigureKind : std::uint8_t { amount, ratio, percent, coins };

/// One figure of a state.
struct StressFigure {
  std::string name;  ///< key of the JSON text: "margin_ratio"
  std::string of;    ///< account or asset it is of; empty for the whole book
  FigureKind kind;
  std::optional<Amount> amount;  ///< of kinds amount (share class) and coins
  std::optional<double> number;  ///< of kinds ratio and percent; absent without a position
};

/// The figures of a state, in a fixed order that depends on the configuration
/// only; those of one name stand together.
std::vector<StressFigure> stress_figures(const StressRules& rules, const StressState& state);

}  // namespace basis
