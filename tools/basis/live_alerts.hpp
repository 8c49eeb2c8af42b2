#pragma once

#include <memory>

#include "actors/alerts/alert_desk.hpp"
#include "core/base/result.hpp"

namespace basis {

struct LiveRun;

/// The alerts of a live run whose configuration has been read, from before its start to its end. It takes the sinks'
/// secrets out of the run's environment. Usage errors: those of `AlertDesk`, proxies that are none.
Result<std::unique_ptr<AlertDesk>> open_alerts(LiveRun& run);

/// Where alerts are told to, in one line for a person.
std::string sinks_text(const AlertDesk& alerts);

/// Tells how the run ended: in order, or with which error. Waits a little for what is not told.
void end_alerts(LiveRun& run, const Result<bool>& outcome);
/// The same of a broken invariant.
void tell_broken(LiveRun& run, const std::string& what);

}  // namespace basis
