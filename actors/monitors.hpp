#pragma once

#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// Keeps what is held. At the start it downloads every account through the
/// execution interfaces and books what it finds as capital; from then on it
/// applies what venues book and compares the result with what they report.
position_monitor_actor::behavior_type position_monitor(position_monitor_actor::pointer self, const RunContext& context);

/// Measures exposure in the configured asset and share class.
exposure_monitor_actor::behavior_type exposure_monitor(exposure_monitor_actor::pointer self, const RunContext& context);

/// Assesses risk against configured limits; a change of status is an alert that
/// carries every reason.
risk_monitor_actor::behavior_type risk_monitor(risk_monitor_actor::pointer self, const RunContext& context);

/// Attributes the change of equity; the attribution must explain it to the
/// last unit, every time.
pnl_monitor_actor::behavior_type pnl_monitor(pnl_monitor_actor::pointer self, const RunContext& context);

}  // namespace basis
