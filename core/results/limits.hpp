#pragma once

#include <optional>

namespace basis {

/// The limits of a run, as fractions, for the charts of the report and for the summary
/// table. Absent where the mode has no such limit.
struct ReportLimits {
  std::optional<double> margin_ratio_warning;
  std::optional<double> margin_ratio_critical;
  std::optional<double> health_factor_warning;
  std::optional<double> health_factor_critical;
  /// The limit shown for |net delta| / equity: `delta_drift.warning`, or `delta_tolerance` (a fraction of gross delta)
  /// in a mode without a drift limit.
  std::optional<double> delta_tolerance;
};

}  // namespace basis
