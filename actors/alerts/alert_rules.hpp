#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "actors/control/node_state.hpp"
#include "core/config/node.hpp"
#include "core/risk/loss_watch.hpp"
#include "venues/session.hpp"

namespace basis {

/// What rules look at.
struct AlertScene {
  const NodeState& state;
  const Universe& universe;
  const AlertSettings& settings;
  bool ether_is_capital = false;   ///< gas is paid out of the capital
  std::optional<Losses> losses{};  ///< at the last closed step; absent before the first
  Nanos shown_ago{};               ///< how long the node has shown no newer state, in real time
};

/// Something that is looked for again and again.
struct AlertRule {
  std::string_view name;
  std::string_view advice;  ///< what a person does about it, in one line
  /// Appends what holds. A rule has at most one condition a subject.
  void (*look)(const AlertScene& scene, std::string_view name, std::vector<AlertCondition>& found);
};
/// All of them; docs/operations.md explains each by its name.
std::span<const AlertRule> alert_rules();
/// Everything that holds.
[[nodiscard]] std::vector<AlertCondition> look_at_rules(const AlertScene& scene);

/// Rules of what happens once.
inline constexpr std::string_view kTold = "told";  ///< of a session, the wallet, the hot lane or a venue
inline constexpr std::string_view kNodeStarted = "node_started";
inline constexpr std::string_view kNodeStopped = "node_stopped";
inline constexpr std::string_view kNodeFailed = "node_failed";

/// What is to be done about an alert or event; empty: nothing.
std::string_view alert_advice(std::string_view rule);

}  // namespace basis
