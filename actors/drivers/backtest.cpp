#include "actors/drivers/backtest.hpp"

#include <fmt/format.h>

#include <caf/scheduler/test_coordinator.hpp>

#include "actors/drivers/highest_capital.hpp"
#include "actors/event_logger.hpp"
#include "actors/execution.hpp"
#include "actors/execution_manager.hpp"
#include "actors/monitors/monitors.hpp"
#include "actors/simulated_venues.hpp"
#include "actors/strategy_manager.hpp"
#include "venues/registry.hpp"

namespace basis {
namespace {

struct DeterministicConfig : caf::actor_system_config {
  DeterministicConfig() {
    set("scheduler.policy", caf::atom("testing"));
    // All output is written by the program, none by CAF.
    set("logger.console", caf::atom("none"));
  }
};

/// The text that `stop_loudly` put into an exit reason, or CAF's text of the reason.
std::string spoken(const caf::actor_system& system, const caf::error& reason) {
  const caf::message& context = reason.context();
  if (context.match_elements<std::string>()) return context.get_as<std::string>(0);
  return system.render(reason);
}

/// Keeps the reason of the first actor that stops by itself.
struct Supervision {
  std::optional<std::string> failure;    ///< a broken invariant
  std::shared_ptr<const Error> refusal;  ///< an expected error
  bool over_capacity = false;            ///< the refusal is that of a first entry over capacity
  bool stopping = false;

  [[nodiscard]] bool over() const { return failure || refusal; }
  void note(const caf::actor_system& system, const caf::error& reason) {
    if (stopping || over()) return;
    const caf::message& context = reason.context();
    if (!context.match_elements<Refusal>()) {
      failure = spoken(system, reason);
      return;
    }
    refusal = context.get_as<Refusal>(0).error;
    over_capacity = context.get_as<Refusal>(0).over_capacity;
  }
};

caf::behavior supervise(caf::event_based_actor* self, const std::vector<caf::actor>& watched,
                        Supervision* supervision) {
  for (const caf::actor& actor : watched) self->monitor(actor);
  self->set_down_handler(
      [supervision, self](const caf::down_msg& down) { supervision->note(self->system(), down.reason); });
  return {[](const caf::unit_t&) {}};
}

protocol_actor spawn_protocol(caf::actor_system& system, const RunContext& context, const std::string& account) {
  const auto protocol = make_simulated_protocol(account, {context.universe, context.settings, context.costs});
  if (protocol != nullptr) return system.spawn(simulated_protocol, protocol);
  broken_invariant("there is no simulated protocol for " + account);
}

void spawn_venues(caf::actor_system& system, const RunContext& context, Amount capital, Directory& directory) {
  const Universe& universe = context.universe;
  const venue_actor chain = system.spawn(simulated_chain, std::cref(context), capital);
  directory.venues.push_back(chain);
  for (std::size_t i = 0; i < universe.accounts().size(); ++i) {
    const AccountId account{static_cast<std::uint16_t>(i)};
    const bool on_chain = universe.is_on_chain(account);
    directory.venue_of_account.push_back(on_chain ? chain
                                                  : system.spawn(simulated_exchange, std::cref(context), account));
    if (!on_chain) directory.venues.push_back(directory.venue_of_account.back());
    const bool protocol = on_chain && universe.name(account) != kWalletAccount;
    directory.protocol_of_account.push_back(protocol ? spawn_protocol(system, context, universe.name(account))
                                                     : protocol_actor{});
  }
}

std::shared_ptr<const Directory> spawn_all(caf::actor_system& system, const RunContext& context,
                                           const Timeline& timeline, Amount capital, RunObserver& observer,
                                           std::shared_ptr<Strategy> strategy, const StepHook& hook) {
  auto directory = std::make_shared<Directory>();
  directory->data_provider = system.spawn(data_provider, std::cref(context), std::cref(timeline), hook);
  directory->position_monitor = system.spawn(position_monitor, std::cref(context));
  directory->exposure_monitor = system.spawn(exposure_monitor, std::cref(context));
  directory->risk_monitor = system.spawn(risk_monitor, std::cref(context));
  directory->pnl_monitor = system.spawn(pnl_monitor, std::cref(context));
  directory->strategy_manager = system.spawn(strategy_manager, std::cref(context), std::move(strategy));
  directory->execution_manager = system.spawn(execution_manager, std::cref(context));
  directory->cex_execution = make_execution(system, ExecutionType::cex_trade, context);
  directory->onchain_execution = make_execution(system, ExecutionType::smart_contract, context);
  directory->transfer_execution = make_execution(system, ExecutionType::wallet_transfer, context);
  directory->event_logger = system.spawn(event_logger, &observer);
  spawn_venues(system, context, capital, *directory);
  return directory;
}

std::vector<caf::actor> everyone(const Directory& directory) {
  const auto as_actor = [](const auto& handle) { return caf::actor_cast<caf::actor>(handle); };
  std::vector<caf::actor> all = {as_actor(directory.event_logger),      as_actor(directory.position_monitor),
                                 as_actor(directory.exposure_monitor),  as_actor(directory.risk_monitor),
                                 as_actor(directory.pnl_monitor),       as_actor(directory.strategy_manager),
                                 as_actor(directory.execution_manager), as_actor(directory.cex_execution),
                                 as_actor(directory.onchain_execution), as_actor(directory.transfer_execution)};
  for (const venue_actor& venue : directory.venues) all.push_back(as_actor(venue));
  for (const protocol_actor& protocol : directory.protocol_of_account)
    if (protocol) all.push_back(as_actor(protocol));
  all.push_back(as_actor(directory.data_provider));
  return all;
}

void connect(const std::shared_ptr<const Directory>& directory) {
  const Connect message{directory};
  for (const venue_actor& venue : directory->venues) caf::anon_send(venue, message);
  caf::anon_send(directory->event_logger, message);
  caf::anon_send(directory->position_monitor, message);
  caf::anon_send(directory->exposure_monitor, message);
  caf::anon_send(directory->risk_monitor, message);
  caf::anon_send(directory->pnl_monitor, message);
  caf::anon_send(directory->strategy_manager, message);
  caf::anon_send(directory->execution_manager, message);
  caf::anon_send(directory->cex_execution, message);
  caf::anon_send(directory->onchain_execution, message);
  caf::anon_send(directory->transfer_execution, message);
  // Last, because this message starts the run.
  caf::anon_send(directory->data_provider, message);
}

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
  DeterministicConfig config;
  caf::actor_system system(config);
  auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  Supervision supervision;
  bool finished = false;
  const StepHook counted = [&](std::size_t hours_done) {
    const bool go_on = hook(hours_done);
    outcome.hours = hours_done;
    finished = !go_on || hours_done == timeline.hours();
    return go_on;
  };
  const auto directory = spawn_all(system, context, timeline, capital, observer, std::move(strategy), counted);
  const std::vector<caf::actor> all = everyone(*directory);
  const caf::actor supervisor = system.spawn(supervise, std::cref(all), &supervision);
  connect(directory);
  while (!finished && !supervision.over()) {
    // Asked between messages, because one step may have thousands of orders.
    while (!finished && !supervision.over() && scheduler.try_run_once()) finished = finished || (stop && stop());
    if (!finished && !supervision.over() && !scheduler.trigger_timeout())
      broken_invariant("the run stands still before its last hour");
  }
  supervision.stopping = true;
  for (const caf::actor& actor : all) caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(supervisor, caf::exit_reason::user_shutdown);
  while (scheduler.try_run_once()) {
  }
  if (supervision.failure) throw InvariantError(*supervision.failure);
  outcome.over_capacity = supervision.over_capacity;
  if (supervision.refusal) outcome.done = *supervision.refusal;
  return outcome;
}

/// Notes whether a run has sent an order.
class OrderWatch final : public RunObserver {
 public:
  void record(const LogEvent& event) override { ordered_ = ordered_ || event.type == "order"; }
  void close_step(const PnlView&, const PnlView&) override {}
  [[nodiscard]] bool ordered() const { return ordered_; }

 private:
  bool ordered_ = false;
};

/// Error of a first entry over capacity, with the highest capital that makes it.
Error entry_refusal(const RunContext& context, const Timeline& timeline, Amount capital, const Outcome& refused,
                    const StepHook& hook, const StopRequest& stop) {
  const auto enters = [&](Amount tried) {
    if (!hook(refused.hours) || (stop && stop())) return false;  // the caller wants to stop
    OrderWatch watch;
    // A capital that is too small to trade never enters; it need not be followed further than the one refused.
    const StepHook until_entered = [&](std::size_t hours) { return !watch.ordered() && hours <= refused.hours; };
    return !run_once(context, timeline, tried, watch, until_entered, stop).over_capacity;
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
