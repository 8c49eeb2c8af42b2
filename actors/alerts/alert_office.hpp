#pragma once

#include <memory>
#include <vector>

#include "actors/alerts/alert_events.hpp"
#include "actors/alerts/alert_outbox.hpp"
#include "actors/alerts/alert_rules.hpp"
#include "core/config/node.hpp"

namespace basis {

/// From states of a node to its sinks: looks at the rules, decides what a person hears, and tells every sink. It works
/// on the thread that polls its network.
class AlertOffice {
 public:
  struct Parts {
    const Universe* universe = nullptr;  ///< outlives it; of the states
    AlertSettings settings;
    bool ether_is_capital = false;  ///< gas is paid out of the capital
    AlertOrigin origin;
    std::function<void(const std::string&)> say;  ///< one line for a person: a sink begins or ceases to fail
    std::uint64_t seed = 0;                       ///< of the jitter of tries
  };
  /// `network` outlives it.
  AlertOffice(Parts parts, net::Network& network);

  void add(std::unique_ptr<AlertSink> sink, const OutboxLimits& limits);
  /// Looks at a state that the node showed this long ago.
  void look(const NodeState& state, Nanos shown_ago);
  /// Something happened that no state shows.
  void tell(const AlertEvent& event);
  /// Whether every sink has been told everything.
  [[nodiscard]] bool idle() const;
  /// What failed is tried at once.
  void hurry();
  [[nodiscard]] AlertBoard board() const;

 private:
  void send(const std::vector<AlertNotice>& notices);
  void weigh(const NodeState& state);

  Parts parts_;
  net::Network& network_;
  AlertBook book_;
  AlertEvents events_;
  LossWatch losses_;
  std::optional<Losses> lost_;  ///< at the last closed step
  UtcTime weighed_;             ///< time of that step
  UtcTime last_utc_;            ///< of the last state
  std::vector<std::unique_ptr<AlertOutbox>> outboxes_;
};

}  // namespace basis
