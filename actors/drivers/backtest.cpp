#include "actors/drivers/backtest.hpp"

#include <fmt/format.h>

#include "actors/drivers/highest_capital.hpp"
#include "actors/simulated_venues.hpp"
#include "actors/system.hpp"
#include "core/strategy/strategy.hpp"

namespace basis {
namespace {

/// How a run ended.
struct Outcome {
  Result<void> done = ok();
  bool over_capacity = false;  ///< the error is that of a first entry over capacity
  std::size_t hours = 0;       ///< that were closed
};

Outcome run_once(const RunContext& context, const Timeline& timeline, Amount capital, RunObserver& observer,
                 const StepHook& hook, const StopRequest& stop) {
  Outcome outcome;
  auto made = make_strategy({context.universe, context.settings, context.costs});
  if (!made) return {made.error()};
  std::shared_ptr<Strategy> strategy = std::move(made).value();
  bool finished = false;
  const StepHook counted = [&](std::size_t hours_done) {
    const bool go_on = hook(hours_done);
    outcome.hours = hours_done;
    finished = !go_on || hours_done == timeline.hours();
    return go_on;
  };
  System system({&context,
                 capital,
                 &observer,
                 std::move(strategy),
                 nullptr,
                 [&](caf::actor_system& actors) {
                   return actors.spawn(data_provider, std::cref(context), std::cref(timeline), counted);
                 },
                 [&](caf::actor_system& actors, AccountId account) {
                   return actors.spawn(simulated_exchange, std::cref(context), account);
                 },
                 {}});
  while (!finished && !system.over()) {
    // Asked between messages, because one step may have thousands of orders.
    while (!finished && !system.over() && system.run_one()) finished = finished || (stop && stop());
    if (!finished && !system.over() && !system.fire_next_timer())
      broken_invariant("the run stands still before its last hour");
  }
  system.stop();
  outcome.over_capacity = system.end().over_capacity;
  if (system.end().refusal) outcome.done = *system.end().refusal;
  return outcome;
}

/// A run of which only the outcome is wanted.
class Unwatched final : public RunObserver {
 public:
  void record(const JournalEntry&) override {}
  void close_step(const PnlView&, const PnlView&) override {}
};

/// Error of a first entry over capacity, with the highest capital that makes it.
Error entry_refusal(const RunContext& context, const Timeline& timeline, Amount capital, const Outcome& refused,
                    const StepHook& hook, const StopRequest& stop) {
  const auto enters = [&](Amount tried) {
    if (!hook(refused.hours) || (stop && stop())) return false;  // the caller wants to stop
    Unwatched nobody;
    // An entry takes several steps, and the last of them may be over capacity. A capital that is too small to trade
    // never enters. So each is followed as far as the one refused, and no further.
    const StepHook as_far = [&](std::size_t hours) { return hours <= refused.hours; };
    return !run_once(context, timeline, tried, nobody, as_far, stop).over_capacity;
  };
  const std::string& unit = context.settings.mode.share_class;
  const auto highest = highest_capital(capital, enters);
  const std::string works = highest ? fmt::format("the highest that works is {} {}", highest->to_string(), unit)
                                    : std::string("no capital works");
  return {ErrorKind::usage, fmt::format("capital: {} {} cannot be put to work with execution.capacity=refuse: {}; {}",
                                        capital.to_string(), unit, refused.done.error().text(), works)};
}

}  // namespace

Result<void> run_backtest(const RunContext& context, const Timeline& timeline, Amount capital, RunObserver& observer,
                          const StepHook& hook, const StopRequest& stop) {
  Outcome outcome = run_once(context, timeline, capital, observer, hook, stop);
  if (outcome.over_capacity) return entry_refusal(context, timeline, capital, outcome, hook, stop);
  return std::move(outcome.done);
}

}  // namespace basis
