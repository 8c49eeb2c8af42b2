#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// Keeps the positions. At the start it queries every account through the execution interfaces and
/// posts the holdings as capital. Afterwards it posts the entries of the venues and compares the
/// result with the holdings that they report.
position_monitor_actor::behavior_type position_monitor(position_monitor_actor::pointer self, const RunContext& context);

/// Measures exposure in the configured asset and share class.
exposure_monitor_actor::behavior_type exposure_monitor(exposure_monitor_actor::pointer self, const RunContext& context);

/// Assesses risk against the configured limits. A change of status is an alert with all reasons.
risk_monitor_actor::behavior_type risk_monitor(risk_monitor_actor::pointer self, const RunContext& context);

/// Attributes the change of equity. The attribution must equal the change exactly.
pnl_monitor_actor::behavior_type pnl_monitor(pnl_monitor_actor::pointer self, const RunContext& context);

}  // namespace basis
