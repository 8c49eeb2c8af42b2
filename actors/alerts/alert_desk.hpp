#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "actors/alerts/alert_office.hpp"
#include "actors/control/handover.hpp"
#include "core/config/secret.hpp"
#include "venues/net/beast_network.hpp"

namespace basis {

/// The alerts of a node on a thread of their own: it looks at the states that the node shows, and tells sinks. Nothing
/// of the node waits for it before its end.
class AlertDesk {
 public:
  struct Parts {
    AlertOffice::Parts office;
    Secret webhook;                                  ///< not set: none
    Secret command;                                  ///< likewise
    std::map<std::string, std::string> environment;  ///< of the node; see `CommandSink`
    net::NetworkSettings network;
  };
  /// Usage errors: a webhook's URL that is none, a file of authorities that cannot be read.
  static Result<std::unique_ptr<AlertDesk>> open(Parts parts);
  /// Leaves what is not told.
  ~AlertDesk();
  AlertDesk(const AlertDesk&) = delete;
  AlertDesk& operator=(const AlertDesk&) = delete;

  /// "webhook hooks.example.com", "command"; none: nobody is told, and the board alone has what is open.
  [[nodiscard]] const std::vector<std::string>& sinks() const { return sinks_; }
  /// The node's thread: the state that is looked at from here on.
  void show(NodeStatePtr state) { shown_.put(std::move(state)); }
  /// The node's thread: what is open and how sinks are, as it was last told; null before that.
  [[nodiscard]] const AlertBoardPtr& board() {
    if (auto newest = boards_.take()) board_ = std::move(*newest);
    return board_;
  }
  /// The node stops: what its stop brings about is no alert, and rules are looked at no more.
  void node_stops() { stops_ = true; }
  /// Tells a last event and waits at most so long until all is told. Without effect the second time.
  void end(AlertEvent last, Nanos limit);

 private:
  explicit AlertDesk(Parts parts);
  void run();
  void work();
  void look();
  void finish();

  Parts parts_;
  std::function<void(const std::string&)> say_;
  std::unique_ptr<net::BeastNetwork> network_;
  std::unique_ptr<AlertOffice> office_;
  std::vector<std::string> sinks_;
  Handover<NodeStatePtr> shown_;
  Handover<AlertBoardPtr> boards_;
  AlertBoardPtr board_;  ///< of the node's thread: the last of them
  std::atomic<bool> stops_ = false;
  std::atomic<bool> ends_ = false;
  AlertEvent last_;     ///< written before `ends_`
  Nanos limit_;         ///< likewise
  NodeStatePtr state_;  ///< the newest that was shown
  MonoTime seen_at_;    ///< when it was seen first
  MonoTime looked_;     ///< when rules were looked at last
  std::thread thread_;
};

}  // namespace basis
