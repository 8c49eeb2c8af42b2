#pragma once

#include <optional>

namespace basis {

/// The limits a run was held to, as fractions; drawn into the report and named in
/// the summary table. Absent where the mode has no such limit.
struct ReportLimits {
  std::optional<double> margin_ratio_warning;
  std::optional<double> margin_ratio_critical;
  std::optional<double> margin_ratio_liquidation;
  std::optional<double> health_factor_warning;
  std::optional<double> health_factor_critical;
  std::optional<double> delta_tolerance;  ///< largest |net delta| / equity wanted
};

}  // namespace basis
