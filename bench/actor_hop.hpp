#pragma once

#include <caf/all.hpp>
#include <caf/scheduler/test_coordinator.hpp>

#include "actors/messages.hpp"
#include "bench/readings.hpp"

namespace basis::bench {

/// Nanoseconds from sending a message until its handler runs, for two actors that send a market
/// update to each other under CAF's testing scheduler.
inline double hop_nanoseconds(std::size_t round_trips) {
  caf::actor_system_config config;
  config.set("scheduler.policy", caf::atom("testing"));
  config.set("logger.console", caf::atom("none"));
  caf::actor_system system(config);
  auto& scheduler = dynamic_cast<caf::scheduler::test_coordinator&>(system.scheduler());
  const caf::actor echo = system.spawn([](caf::event_based_actor* self) -> caf::behavior {
    return {[self](const MarketUpdate& update) {
      self->send(caf::actor_cast<caf::actor>(self->current_sender()), update);
    }};
  });
  std::size_t left = round_trips;
  const caf::actor counter = system.spawn([&left, echo](caf::event_based_actor* self) -> caf::behavior {
    return {[&left, echo, self](const MarketUpdate& update) {
      if (left-- > 0) self->send(echo, update);
    }};
  });
  caf::anon_send(counter, MarketUpdate{std::make_shared<MarketSnapshot>()});
  const Timer timer;
  scheduler.run();
  const double seconds = timer.seconds();
  for (const caf::actor& actor : {counter, echo}) caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
  scheduler.run();
  return seconds * 1e9 / (2.0 * static_cast<double>(round_trips));
}

}  // namespace basis::bench
