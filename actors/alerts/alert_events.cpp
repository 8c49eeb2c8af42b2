#include "actors/alerts/alert_events.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "actors/alerts/alert_rules.hpp"
#include "core/execution/order.hpp"

namespace basis {
namespace {

using enum AlertSeverity;

/// How severe what is told is, by its kind; everything else is a warning.
constexpr std::array<std::pair<std::string_view, AlertSeverity>, 10> kSeverities = {{{kLiquidation, critical},
                                                                                     {kDeleveraging, critical},
                                                                                     {kWriteOff, critical},
                                                                                     {"margin_call", critical},
                                                                                     {"account_mode", critical},
                                                                                     {"overfilled", critical},
                                                                                     {"second_order", critical},
                                                                                     {"market_back", info},
                                                                                     {"journal_back", info},
                                                                                     {"funding", info}}};

AlertSeverity severity_of(std::string_view kind) {
  const auto* const found = std::ranges::find(kSeverities, kind, &std::pair<std::string_view, AlertSeverity>::first);
  return found == kSeverities.end() ? warning : found->second;
}

/// States of sessions and alarms of pairs have rules, which say when they are over, too.
bool has_rule(std::string_view kind) {
  for (const SessionState state : {SessionState::stopped, SessionState::connecting, SessionState::recovering,
                                   SessionState::ready, SessionState::waiting, SessionState::refused})
    if (kind == session_state_name(state)) return true;
  for (const PairAlarm alarm : {PairAlarm::naked_too_long, PairAlarm::unknown_leg, PairAlarm::not_evened})
    if (kind == pair_alarm_name(alarm)) return true;
  return false;
}

}  // namespace

std::vector<AlertEvent> AlertEvents::take(const NodeState& state) {
  std::vector<AlertEvent> events;
  if (state.started && !started_) events.push_back({kNodeStarted, {}, info, "the node has made its first step"});
  started_ = started_ || state.started;
  if (state.alerts == nullptr || state.alerts->empty()) return events;
  const auto& alerts = *state.alerts;
  const auto known = last_ == nullptr ? alerts.end() : std::ranges::find(alerts, last_);
  // The newest come first; they are told in the order in which they happened.
  for (auto row = std::make_reverse_iterator(known); row != alerts.rend(); ++row) {
    const AlertRow& alert = **row;
    if (has_rule(alert.kind)) continue;
    events.push_back({kTold, fmt::format("{}/{}", alert.source, alert.kind), severity_of(alert.kind),
                      fmt::format("{}: {}: {}", alert.source, alert.kind, alert.text)});
  }
  last_ = alerts.front();
  return events;
}

}  // namespace basis
