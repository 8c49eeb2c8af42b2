#pragma once

#include <concurrentqueue/concurrentqueue.h>

#include <atomic>
#include <memory>
#include <thread>
#include <vector>

#include "actors/control/control_service.hpp"
#include "actors/control/event_desk.hpp"
#include "actors/control/handover.hpp"
#include "venues/net/beast_server.hpp"

namespace basis {

/// The control API on a thread of its own. The node's thread shows it states and carries out what persons ask for;
/// nothing of it waits for the API, and the API waits for the node only with its answers to persons.
class ControlServer {
 public:
  struct Parts {
    NodeFacts facts;
    ApiTokens tokens;
    std::span<const PageFile> page;        ///< of the web page; none: there is no page
    std::unique_ptr<EventArchive> events;  ///< read on a thread of its own; null: there is no journal
    bool any_host = false;                 ///< see `ControlService`
    net::ServerSettings server;            ///< without its clock
  };
  /// Listens from here on. Errors: those of the server.
  static Result<std::unique_ptr<ControlServer>> open(Parts parts);
  ~ControlServer();
  ControlServer(const ControlServer&) = delete;
  ControlServer& operator=(const ControlServer&) = delete;

  [[nodiscard]] const std::vector<std::uint16_t>& ports() const { return server_->ports(); }
  /// The node's thread: the state that is told from here on.
  void show(NodeStatePtr state) { shown_.put(std::move(state)); }
  /// The node's thread: carries out what was asked for, in order. `carry_out(command)` returns what came of it, and
  /// `state()` how the node is then: who is answered reads no older state.
  template <class CarryOut, class State>
  void serve(CarryOut&& carry_out, State&& state) {
    Asked asked;
    while (asked_.try_dequeue(asked)) {
      const Result<void> done = carry_out(std::as_const(asked.command));
      show(state());
      answers_.enqueue({asked.ticket, done ? std::string() : done.error().text()});
    }
  }
  /// Whether somebody has asked for something.
  [[nodiscard]] bool asked() const { return asked_.size_approx() > 0; }

 private:
  struct Asked {
    std::uint64_t ticket = 0;
    ControlCommand command;
  };
  explicit ControlServer(Parts parts);
  void run();

  moodycamel::ConcurrentQueue<Asked> asked_;
  moodycamel::ConcurrentQueue<ControlAnswer> answers_;
  Handover<NodeStatePtr> shown_;
  std::atomic<bool> stopping_ = false;
  std::unique_ptr<EventDesk> events_;
  ControlService service_;
  std::unique_ptr<net::BeastServer> server_;
  std::thread thread_;
};

}  // namespace basis
