#include "actors/system.hpp"

#include <caf/scheduler/test_coordinator.hpp>

#include "actors/event_logger.hpp"
#include "actors/execution.hpp"
#include "actors/execution_manager.hpp"
#include "actors/monitors/monitors.hpp"
#include "actors/simulated_venues.hpp"
#include "actors/strategy_manager.hpp"
#include "core/base/error.hpp"
#include "venues/alchemy/simulator.hpp"
#include "venues/registry.hpp"

namespace basis {
namespace {

/// The text that `stop_loudly` put into an exit reason, or CAF's text of the reason.
std::string spoken(const caf::actor_system& system, const caf::error& reason) {
  const caf::message& context = reason.context();
  if (context.match_elements<std::string>()) return context.get_as<std::string>(0);
  return system.render(reason);
}

caf::behavior supervise(caf::event_based_actor* self, const std::vector<caf::actor>& watched,
                        const std::function<void(const caf::error&)>& note) {
  for (const caf::actor& actor : watched) self->monitor(actor);
  self->set_down_handler([note](const caf::down_msg& down) { note(down.reason); });
  return {[](const caf::unit_t&) {}};
}

protocol_actor spawn_protocol(caf::actor_system& system, const RunContext& context, const std::string& account) {
  const auto protocol = make_simulated_protocol(account, {context.universe, context.settings, context.costs});
  if (protocol != nullptr) return system.spawn(simulated_protocol, protocol);
  broken_invariant("there is no simulated protocol for " + account);
}

}  // namespace

struct System::Config : caf::actor_system_config {
  Config() {
    set("scheduler.policy", caf::atom("testing"));
    // All output is written by the program, none by CAF.
    set("logger.console", caf::atom("none"));
  }
};

System::System(const SystemParts& parts)
    : config_(std::make_unique<Config>()),
      actors_(std::make_unique<caf::actor_system>(*config_)),
      scheduler_(&dynamic_cast<caf::scheduler::test_coordinator&>(actors_->scheduler())),
      directory_(std::make_shared<Directory>()) {
  try {
    spawn(parts);
  } catch (...) {
    // An actor system waits for its actors when it is destroyed.
    end_all();
    throw;
  }
  connect();
}

System::~System() { end_all(); }

template <class Handle>
Handle System::keep(Handle handle) {
  all_.push_back(caf::actor_cast<caf::actor>(handle));
  return handle;
}

void System::spawn(const SystemParts& parts) {
  caf::actor_system& system = *actors_;
  const RunContext& context = *parts.context;
  Directory& made = *directory_;
  made.event_logger = keep(system.spawn(event_logger, parts.observer, context.journal));
  made.data_provider = keep(parts.source(system));
  made.position_monitor = keep(system.spawn(position_monitor, std::cref(context)));
  made.exposure_monitor = keep(system.spawn(exposure_monitor, std::cref(context)));
  made.risk_monitor = keep(system.spawn(risk_monitor, std::cref(context)));
  made.pnl_monitor = keep(system.spawn(pnl_monitor, std::cref(context)));
  made.strategy_manager = keep(system.spawn(strategy_manager, std::cref(context), parts.strategy));
  made.execution_manager = keep(system.spawn(execution_manager, std::cref(context)));
  made.cex_execution = keep(make_execution(system, ExecutionType::cex_trade, context));
  if (parts.trading) made.pair_execution = keep(parts.trading(system));
  made.onchain_execution = keep(make_execution(system, ExecutionType::smart_contract, context));
  made.transfer_execution = keep(make_execution(system, ExecutionType::wallet_transfer, context));
  spawn_venues(parts);
  supervisor_ = system.spawn(supervise, std::cref(all_),
                             std::function<void(const caf::error&)>([this](const caf::error& why) { note(why); }));
}

venue_actor System::spawn_simulated_chain(const SystemParts& parts) {
  const RunContext& context = *parts.context;
  auto kept = parts.chain;
  if (kept == nullptr)
    kept = std::make_shared<SimulatedChain>(context.universe, context.settings, context.costs, parts.capital);
  return actors_->spawn(simulated_chain, std::move(kept));
}

void System::spawn_venues(const SystemParts& parts) {
  const RunContext& context = *parts.context;
  const Universe& universe = context.universe;
  Directory& made = *directory_;
  const venue_actor chain = keep(parts.chain_actor ? parts.chain_actor(*actors_) : spawn_simulated_chain(parts));
  made.venues.push_back(chain);
  for (std::size_t i = 0; i < universe.accounts().size(); ++i) {
    const AccountId account{static_cast<std::uint16_t>(i)};
    const bool on_chain = universe.is_on_chain(account);
    made.venue_of_account.push_back(on_chain ? chain : keep(parts.exchange(*actors_, account)));
    if (!on_chain) made.venues.push_back(made.venue_of_account.back());
    const bool protocol = !parts.chain_actor && on_chain && universe.name(account) != kWalletAccount;
    made.protocol_of_account.push_back(protocol ? keep(spawn_protocol(*actors_, context, universe.name(account)))
                                                : protocol_actor{});
  }
}

void System::connect() {
  const Connect message{directory_};
  const Directory& to = *directory_;
  for (const venue_actor& venue : to.venues) caf::anon_send(venue, message);
  caf::anon_send(to.event_logger, message);
  caf::anon_send(to.position_monitor, message);
  caf::anon_send(to.exposure_monitor, message);
  caf::anon_send(to.risk_monitor, message);
  caf::anon_send(to.pnl_monitor, message);
  caf::anon_send(to.strategy_manager, message);
  caf::anon_send(to.execution_manager, message);
  caf::anon_send(to.cex_execution, message);
  if (to.pair_execution) caf::anon_send(to.pair_execution, message);
  caf::anon_send(to.onchain_execution, message);
  caf::anon_send(to.transfer_execution, message);
  // Last, because this message starts the run.
  caf::anon_send(to.data_provider, message);
}

bool System::run_one() { return scheduler_->try_run_once(); }
bool System::fire_next_timer() { return scheduler_->trigger_timeout(); }

/// Keeps the reason of the first actor that stops by itself.
void System::note(const caf::error& reason) {
  if (stopping_ || over()) return;
  const caf::message& context = reason.context();
  if (!context.match_elements<Refusal>()) {
    end_.failure = spoken(*actors_, reason);
    return;
  }
  end_.refusal = context.get_as<Refusal>(0).error;
  end_.over_capacity = context.get_as<Refusal>(0).over_capacity;
}

void System::end_all() {
  if (std::exchange(stopping_, true)) return;
  for (const caf::actor& actor : all_) caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  if (supervisor_) caf::anon_send_exit(supervisor_, caf::exit_reason::user_shutdown);
  while (scheduler_->try_run_once()) {
  }
  all_.clear();
  supervisor_ = nullptr;
  directory_.reset();
}

void System::stop() {
  end_all();
  if (end_.failure) throw InvariantError(*end_.failure);
}

}  // namespace basis
