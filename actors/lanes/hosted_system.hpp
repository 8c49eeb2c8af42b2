#pragma once

#include <caf/all.hpp>

namespace basis {

/// The actor system of actors that lanes host: it needs no scheduler, whose only worker stays idle.
struct HostedSystem {
  struct Config : caf::actor_system_config {
    Config() {
      set("scheduler.max-threads", 1U);
      // All output is written by the program, none by CAF.
      set("logger.console", caf::atom("none"));
    }
  };
  Config config;
  caf::actor_system system{config};
};

}  // namespace basis
