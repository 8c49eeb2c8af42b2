#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/messages.hpp"
#include "actors/run_context.hpp"
#include "actors/run_observer.hpp"

namespace caf::scheduler {
class test_coordinator;
}

namespace basis {

class SimulatedChain;
class Strategy;

/// What a node is made of. The worlds differ in the source of the market, in the exchanges, and in how orders reach
/// them.
struct SystemParts {
  const RunContext* context = nullptr;  ///< outlives the system
  Amount capital;                       ///< of the simulated chain's wallet at the start; not read with a `chain`
  RunObserver* observer = nullptr;      ///< outlives the system
  std::shared_ptr<Strategy> strategy;
  std::shared_ptr<SimulatedChain> chain{};  ///< that was there before the node; null: one is made
  std::function<data_provider_actor(caf::actor_system&)> source;
  /// The venue of an exchange's account.
  std::function<venue_actor(caf::actor_system&, AccountId)> exchange;
  /// Works the trades on exchanges; absent: each goes to its venue at once.
  std::function<pair_execution_actor(caf::actor_system&)> trading;
  /// The actor of a chain outside the process; absent: the chain is simulated.
  std::function<venue_actor(caf::actor_system&)> chain_actor{};
};

/// How a node has stopped by itself.
struct SystemEnd {
  std::optional<std::string> failure;    ///< a broken invariant
  std::shared_ptr<const Error> refusal;  ///< an expected error
  bool over_capacity = false;            ///< the refusal is that of a first entry over capacity
};

/// A node: its actors, connected and supervised, on CAF's testing scheduler: one thread, which the owner lends, and a
/// virtual clock. Whatever ends it, all its actors are ended.
class System {
 public:
  /// Spawns and connects the actors; the first message is the source's. Throws what a spawn throws, with nothing left
  /// running.
  explicit System(const SystemParts& parts);
  ~System();
  System(const System&) = delete;
  System& operator=(const System&) = delete;

  [[nodiscard]] caf::actor_system& actors() { return *actors_; }
  [[nodiscard]] const Directory& directory() const { return *directory_; }

  /// Handles one message; false when none is waiting.
  bool run_one();
  /// Handles all that are waiting, unless the node stops.
  void run_waiting() {
    while (!over() && run_one()) {
    }
  }
  /// Moves the clock to the next timer and fires it; false when there is none.
  bool fire_next_timer();

  /// Whether an actor has stopped by itself.
  [[nodiscard]] bool over() const { return end_.failure || end_.refusal; }
  [[nodiscard]] const SystemEnd& end() const { return end_; }
  /// Ends all actors. Throws `InvariantError` when one of them had broken an invariant.
  void stop();

 private:
  struct Config;
  void spawn(const SystemParts& parts);
  venue_actor spawn_simulated_chain(const SystemParts& parts);
  void spawn_venues(const SystemParts& parts);
  void connect();
  void end_all();
  void note(const caf::error& reason);
  template <class Handle>
  Handle keep(Handle handle);

  std::unique_ptr<Config> config_;
  std::unique_ptr<caf::actor_system> actors_;
  caf::scheduler::test_coordinator* scheduler_ = nullptr;
  std::shared_ptr<Directory> directory_;
  std::vector<caf::actor> all_;  ///< in the order in which they were spawned
  caf::actor supervisor_;
  SystemEnd end_;
  bool stopping_ = false;
};

}  // namespace basis
