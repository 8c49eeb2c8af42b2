#pragma once

#include <span>
#include <string>

#include "core/risk/stress.hpp"

namespace basis {

/// A state before and after one shock, as a table for a terminal: equity and loss, health factor,
/// loan-to-value, margin ratios, distances to liquidation, net delta, gas, status with its reasons,
/// liquidations. Figures that the mode does not have are left out.
std::string stress_table(const StressRules& rules, const StressState& before, const StressOutcome& outcome);

/// All outcomes as one formatted JSON text: amounts as exact decimal strings, ratios as numbers or
/// null.
std::string stress_json(const StressRules& rules, const StressState& before, std::span<const StressOutcome> outcomes);

}  // namespace basis
