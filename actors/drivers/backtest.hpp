#pragma once

#include "actors/data_provider.hpp"
#include "actors/run_context.hpp"
#include "actors/run_observer.hpp"

namespace basis {

/// Whether the run is to stop. Asked between messages, and so also in the middle of a step.
using StopRequest = std::function<bool()>;

/// Runs the configured mode over the timeline deterministically: CAF's testing scheduler, one
/// thread, a virtual clock. Returns when the last hour has closed or `hook` has returned false,
/// or in the middle of a step when `stop` returns true.
/// Errors are of kind usage (no strategy for the mode) or data (a withdrawal larger than what is
/// available). A broken invariant is thrown.
Result<void> run_backtest(const RunContext& context, const Timeline& timeline, Amount capital, RunObserver& observer,
                          const StepHook& hook, const StopRequest& stop = {});

}  // namespace basis
