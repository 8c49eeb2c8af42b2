#pragma once

#include "actors/data_provider.hpp"
#include "actors/run_context.hpp"
#include "actors/run_observer.hpp"

namespace basis {

/// Runs the configured mode over the timeline in the deterministic placement:
/// CAF's testing scheduler, one thread, a virtual clock. Returns when the last
/// hour has closed or `hook` said stop. An error is of kind usage (no strategy
/// for the mode) or data (a capital flow that takes more than there is); a
/// broken invariant is thrown.
Result<void> run_backtest(const RunContext& context, const Timeline& timeline, Amount capital, RunObserver& observer,
                          const StepHook& hook);

}  // namespace basis
