#include "actors/alerts/alert_rules.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace basis {
namespace {

using Found = std::vector<AlertCondition>;
using enum AlertSeverity;

/// A venue's clock that is estimated anew may be off for a moment.
constexpr Nanos kClockHold = kSecond * 10;

std::int64_t whole_seconds(Nanos length) { return length.count / kSecond.count; }
bool on(Nanos limit) { return limit.count > 0; }

void look_at_kill_switch(const AlertScene& scene, std::string_view name, Found& found) {
  const ControlState& control = scene.state.control;
  if (!scene.state.started || control.kill == KillState::active) return;
  found.push_back({name,
                   {},
                   control.kill == KillState::halted ? critical : warning,
                   fmt::format("the kill switch is {}: {}", kill_state_name(control.kill), control.kill_reason)});
}

void look_at_pause(const AlertScene& scene, std::string_view name, Found& found) {
  if (scene.state.control.paused)
    found.push_back({name, {}, warning, "the node is paused: nothing is decided but what risk demands"});
}

void look_at_start(const AlertScene& scene, std::string_view name, Found& found) {
  if (scene.state.started || !on(scene.settings.starting)) return;
  found.push_back({name,
                   {},
                   critical,
                   fmt::format("the start waits: {}", fmt::join(scene.state.lacking, "; ")),
                   scene.settings.starting});
}

void look_at_silence(const AlertScene& scene, std::string_view name, Found& found) {
  if (!on(scene.settings.silent) || scene.shown_ago <= scene.settings.silent) return;
  found.push_back({name,
                   {},
                   critical,
                   fmt::format("the node's thread has shown nothing for {} s", whole_seconds(scene.shown_ago))});
}

void look_at_step(const AlertScene& scene, std::string_view name, Found& found) {
  if (!on(scene.settings.step) || !scene.state.view) return;
  const UtcTime last = scene.state.view->positions().market->time;
  const Nanos age = scene.state.now - last;
  if (age <= scene.settings.step) return;
  found.push_back({name,
                   {},
                   critical,
                   fmt::format("no step was closed for {} s, the last at {}: what is held is not looked at",
                               whole_seconds(age), last.snap(kSecond).to_string())});
}

void look_at_risk(const AlertScene& scene, std::string_view name, Found& found) {
  if (!scene.state.view) return;
  const RiskReport& risk = scene.state.view->risk->risk;
  if (risk.status == RiskStatus::safe) return;
  found.push_back({name,
                   {},
                   risk.status == RiskStatus::critical ? critical : warning,
                   fmt::format("risk is {}: {}", risk_status_name(risk.status), fmt::join(risk.reasons, "; ")),
                   scene.settings.risk});
}

void look_at_margins(const AlertScene& scene, std::string_view name, Found& found) {
  if (!scene.state.view) return;
  for (const AccountMargin& margin : scene.state.view->risk->risk.margins) {
    if (!margin.under(scene.settings.margin)) continue;
    const std::string& account = scene.universe.name(margin.account);
    found.push_back({name, account, critical,
                     fmt::format("margin ratio of {} is {:.4f}, under {}", account, *margin.margin_ratio,
                                 scene.settings.margin.to_string())});
  }
}

void look_at_health(const AlertScene& scene, std::string_view name, Found& found) {
  if (!scene.state.view) return;
  for (const LendingAccount& lending : scene.state.view->risk->risk.lending) {
    if (!lending.health_under(scene.settings.health)) continue;
    const std::string& account = scene.universe.name(lending.account);
    found.push_back({name, account, critical,
                     fmt::format("health factor of {} is {:.4f}, under {}", account, *lending.health_factor(),
                                 scene.settings.health.to_string())});
  }
}

void look_at_differences(const AlertScene& scene, std::string_view name, Found& found) {
  const std::vector<std::string>& all = scene.state.differences;
  if (all.empty()) return;
  found.push_back({name, {}, critical, fmt::format("book and venues differ: {} ({} told)", all.back(), all.size())});
}

void look_at_pairs(const AlertScene& scene, std::string_view name, Found& found) {
  for (const auto& [pair, alarm] : scene.state.alarmed_pairs)
    found.push_back({name, std::to_string(pair), alarm == PairAlarm::unknown_leg ? warning : critical,
                     fmt::format("pair {}: {}", pair, pair_alarm_text(alarm))});
}

void look_at_sessions(const AlertScene& scene, std::string_view name, Found& found) {
  if (!on(scene.settings.session)) return;
  for (const VenueRow& row : scene.state.venues) {
    if (row.state == session_state_name(SessionState::ready)) continue;
    const bool more = !row.text.empty() && row.text != row.state;
    found.push_back({name, row.account, scene.state.started ? critical : warning,
                     fmt::format("session of {} is {}{}{}", row.account, row.state, more ? ": " : "",
                                 more ? row.text : std::string()),
                     scene.settings.session});
  }
}

void look_at_clocks(const AlertScene& scene, std::string_view name, Found& found) {
  const Nanos most = scene.settings.clock;
  if (!on(most)) return;
  for (const VenueRow& row : scene.state.venues) {
    if (row.clock_offset <= most && Nanos{} - row.clock_offset <= most) continue;
    found.push_back({name, row.account, warning,
                     fmt::format("the clock of {} is {} ms from ours, over {} ms", row.account,
                                 row.clock_offset.count / 1'000'000, most.count / 1'000'000),
                     kClockHold});
  }
}

void look_at_books(const AlertScene& scene, std::string_view name, Found& found) {
  if (!scene.state.started || !on(scene.settings.book)) return;
  for (const FeedRow& feed : scene.state.feeds)
    for (const BookRow& book : feed.books) {
      if (book.live) continue;
      const std::string& market = scene.universe[book.market].key;
      found.push_back(
          {name, market, critical, fmt::format("the order book of {} has no price", market), scene.settings.book});
    }
}

void look_at_chain(const AlertScene& scene, std::string_view name, Found& found) {
  if (!scene.state.chain || !on(scene.settings.chain)) return;
  const Nanos age = scene.state.now - scene.state.chain->heard;
  if (age <= scene.settings.chain) return;
  found.push_back(
      {name,
       {},
       critical,
       fmt::format("the chain has told no block after {} for {} s", scene.state.chain->block, whole_seconds(age))});
}

void look_at_journal_database(const AlertScene& scene, std::string_view name, Found& found) {
  if (!scene.state.journal || !on(scene.settings.journal)) return;
  const JournalDatabaseRow& journal = *scene.state.journal;
  if (journal.lag <= scene.settings.journal) return;
  found.push_back({name,
                   {},
                   warning,
                   fmt::format("the journal's database is {} s behind{}{}{}", whole_seconds(journal.lag),
                               journal.entries ? fmt::format(", {} entries", *journal.entries) : std::string(),
                               journal.reason.empty() ? "" : ": ", journal.reason)});
}

void look_at_gas(const AlertScene& scene, std::string_view name, Found& found) {
  if (!scene.state.chain || scene.ether_is_capital || scene.state.chain->gas_money >= scene.settings.gas_money) return;
  found.push_back({name,
                   {},
                   warning,
                   fmt::format("the wallet has {} ETH for gas, under {}", scene.state.chain->gas_money.to_string(),
                               scene.settings.gas_money.to_string())});
}

void look_at_plan(const AlertScene& scene, std::string_view name, Found& found) {
  const PlanRow& plan = scene.state.plan;
  if (!plan.open || !on(scene.settings.plan)) return;
  const Nanos age = scene.state.now - plan.since;
  if (age <= scene.settings.plan) return;
  found.push_back({name,
                   {},
                   warning,
                   fmt::format("the plan of {} is open for {} s{}{}", plan.decision, whole_seconds(age),
                               plan.waits_for.empty() ? "" : ", it waits for ", plan.waits_for)});
}

void look_at_reserve(const AlertScene& scene, std::string_view name, Found& found) {
  if (!scene.state.view || !on(scene.settings.reserve)) return;
  if (scene.state.view->risk->risk.reserve != ReserveStatus::critical) return;
  found.push_back({name, {}, warning, "the wallet's reserve is under half of its target", scene.settings.reserve});
}

void look_at_day(const AlertScene& scene, std::string_view name, Found& found) {
  const BasisPoints limit = scene.settings.day_loss;
  if (!scene.losses || limit.is_zero() || !scene.losses->over(scene.losses->of_day, limit)) return;
  found.push_back({name,
                   {},
                   critical,
                   fmt::format("the loss of the day is {}, over {} bps of equity", scene.losses->of_day.to_string(),
                               limit.to_string())});
}

void look_at_drawdown(const AlertScene& scene, std::string_view name, Found& found) {
  const BasisPoints limit = scene.settings.drawdown;
  if (!scene.losses || limit.is_zero() || !scene.losses->over(scene.losses->of_peak, limit)) return;
  found.push_back({name,
                   {},
                   critical,
                   fmt::format("the drawdown since the start is {}, over {} bps of equity",
                               scene.losses->of_peak.to_string(), limit.to_string())});
}

constexpr std::array kRules{
    AlertRule{"kill_switch", "find out why, then basis ctl resume", &look_at_kill_switch},
    AlertRule{"paused", "basis ctl resume when it is meant to decide again", &look_at_pause},
    AlertRule{"start", "look at what it waits for; basis check tries the same", &look_at_start},
    AlertRule{"silent", "look at the process and the machine; a restart goes on from the journal", &look_at_silence},
    AlertRule{"step", "look at feeds, sessions and the chain: a value is lacking", &look_at_step},
    AlertRule{"risk", "basis ctl risk; the node acts by itself when risk is critical, see that it does", &look_at_risk},
    AlertRule{"margin_ratio", "see that cash arrives or the position is cut; else basis ctl flatten", &look_at_margins},
    AlertRule{"health_factor", "see that the debt is lowered; else basis ctl flatten", &look_at_health},
    AlertRule{"difference", "compare with the venue, then basis ctl adopt and basis ctl resume", &look_at_differences},
    AlertRule{"pair", "look at both legs at their venues, and even them by hand if the node cannot", &look_at_pairs},
    AlertRule{"session", "look at the venue's state, the network and the keys", &look_at_sessions},
    AlertRule{"clock", "look at the machine's time synchronisation", &look_at_clocks},
    AlertRule{"book", "look at the venue and the network; nothing is traded without a price", &look_at_books},
    AlertRule{"chain", "look at the RPC's provider, or take another one", &look_at_chain},
    AlertRule{"journal_database", "look at the database and the way to it; nothing is lost, the file has everything",
              &look_at_journal_database},
    AlertRule{"gas_money", "send ether to the wallet", &look_at_gas},
    AlertRule{"plan", "basis ctl plans; look at the transfer or order that it waits for", &look_at_plan},
    AlertRule{"reserve", "a withdrawal cannot be paid at once; the mode fills it up at its next decisions",
              &look_at_reserve},
    AlertRule{"day_loss", "basis ctl pnl; basis ctl halt or flatten where it is not explained", &look_at_day},
    AlertRule{"drawdown", "basis ctl pnl; basis ctl halt or flatten where it is not explained", &look_at_drawdown},
};

}  // namespace

std::span<const AlertRule> alert_rules() { return kRules; }

std::vector<AlertCondition> look_at_rules(const AlertScene& scene) {
  Found found;
  for (const AlertRule& rule : kRules) rule.look(scene, rule.name, found);
  return found;
}

std::string_view alert_advice(std::string_view rule) {
  const auto found = std::ranges::find(kRules, rule, &AlertRule::name);
  if (found != kRules.end()) return found->advice;
  if (rule == kNodeFailed) return "read why, mend it and start it again: it goes on from its journal";
  if (rule == kTold) return "docs/live.md and the run's events.jsonl say more";
  return {};
}

}  // namespace basis
