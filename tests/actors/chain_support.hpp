#pragma once

#include <caf/all.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include "actors/monitors/monitors.hpp"
#include "actors/simulated_venues.hpp"
#include "tests/venues/sim/on_chain.hpp"

namespace basis::test {

struct TestingConfig : caf::actor_system_config {
  TestingConfig() {
    set("scheduler.policy", caf::atom("testing"));
    set("logger.console", caf::atom("none"));
  }
};

/// What the actors under test told the rest of the system.
struct Heard {
  std::vector<std::shared_ptr<const VenueReport>> settled;
  std::vector<JournalEntry> events;
  std::vector<std::shared_ptr<const PositionView>> views;
};

/// The chain's actor, a protocol actor each, and a position monitor, on CAF's testing scheduler; the rest only listens.
class Stage {
 public:
  explicit Stage(OnChain& on, Amount capital)
      : context_{on.universe, on.settings, on.costs}, system_(config_), directory_(std::make_shared<Directory>()) {
    chain_ =
        system_.spawn(simulated_chain, std::make_shared<SimulatedChain>(on.universe, on.settings, on.costs, capital));
    directory_->venues.push_back(chain_);
    for (const std::string& name : on.universe.accounts()) {
      directory_->venue_of_account.push_back(chain_);
      const auto protocol = on.protocols.find(name);
      directory_->protocol_of_account.push_back(
          protocol == on.protocols.end() ? protocol_actor{} : system_.spawn(simulated_protocol, protocol->second));
    }
    directory_->event_logger = system_.spawn(listening_logger, &heard);
    directory_->exposure_monitor = system_.spawn(listening_exposure, &heard);
    monitor_ = system_.spawn(position_monitor, std::cref(context_));
    listener_ = system_.spawn(listening_monitor, &heard);
  }
  ~Stage() {
    for (const protocol_actor& protocol : directory_->protocol_of_account)
      if (protocol) stop(protocol);
    stop(chain_);
    stop(monitor_);
    stop(listener_);
    stop(directory_->event_logger);
    stop(directory_->exposure_monitor);
    run();
  }
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  /// Settlements go to a listener.
  void connect_chain() {
    directory_->position_monitor = listener_;
    caf::anon_send(chain_, Connect{directory_});
    run();
  }
  void connect_monitor() {
    caf::anon_send(monitor_, Connect{directory_});
    run();
  }
  AnswerPtr execute(const OrderPtr& order, const MarketSnapshot& market) {
    AnswerPtr answer;
    const ExecuteTrade command{order, std::make_shared<const MarketSnapshot>(market)};
    auto asker = system_.spawn(ask, chain_, command, &answer);
    run();
    REQUIRE(answer != nullptr);
    return answer;
  }
  void settle(const MarketSnapshot& market) {
    caf::anon_send(chain_, MarketUpdate{std::make_shared<const MarketSnapshot>(market)});
    run();
  }
  void done(const AnswerPtr& answer, const MarketSnapshot& market) {
    caf::anon_send(monitor_, OrderDone{answer, std::make_shared<const MarketSnapshot>(market), EventId{}});
    run();
  }

  Heard heard;

 private:
  static caf::behavior ask(caf::event_based_actor* self, const venue_actor& chain, const ExecuteTrade& command,
                           AnswerPtr* answer) {
    self->request(chain, caf::infinite, command).then([=](const Answered& answered) {
      *answer = answered.answer;
      self->quit();
    });
    return {[](caf::unit_t) {}};
  }
  static event_logger_actor::behavior_type listening_logger(event_logger_actor::pointer, Heard* heard) {
    return {[](const Connect&) {}, [=](const JournalEntry& entry) { heard->events.push_back(entry); },
            [](const MemorySection&) {}, [](const StepClosed&) {}};
  }
  static exposure_monitor_actor::behavior_type listening_exposure(exposure_monitor_actor::pointer, Heard* heard) {
    return {[](const Connect&) {}, [=](const PositionsChanged& changed) { heard->views.push_back(changed.view); }};
  }
  static position_monitor_actor::behavior_type listening_monitor(position_monitor_actor::pointer, Heard* heard) {
    return {[](const Connect&) {},      [](const BeginRun&) {},
            [](const MarketUpdate&) {}, [=](const VenueSettled& settled) { heard->settled.push_back(settled.report); },
            [](const OrderDone&) {},    [](const Refresh&) {},
            [](const FillCounted&) {},  [](const AccountReported&) {},
            [](const HoldingRead&) {},  [](const MoneyUnderWay&) {},
            [](const AdoptAsked&) {},   [](const KeepMemory&) {}};
  }
  template <class Handle>
  static void stop(const Handle& handle) {
    caf::anon_send_exit(handle, caf::exit_reason::user_shutdown);
  }
  void run() {
    auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(system_.scheduler());
    while (scheduler.try_run_once()) {
    }
  }

  const RunContext context_;
  TestingConfig config_;
  caf::actor_system system_;
  std::shared_ptr<Directory> directory_;
  venue_actor chain_;
  position_monitor_actor monitor_;
  position_monitor_actor listener_;
};

}  // namespace basis::test
