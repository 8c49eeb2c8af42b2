#include "actors/control/state_json.hpp"

#include <algorithm>
#include <array>

#include "actors/control/activity_json.hpp"
#include "actors/control/json_members.hpp"
#include "core/config/changeable.hpp"
#include "core/risk/risk.hpp"

namespace basis {
namespace {

Amount profit(const PnlView& view) { return view.exposure().equity - view.totals.capital; }

/// What a position is expected to be paid with the next funding: longs pay shorts where the rate is positive.
struct FundingDue {
  const FundingRow* announced = nullptr;  ///< null: none is
  Amount paid;
};
FundingDue funding_due(const NodeState& state, const Universe& universe, InstrumentId instrument) {
  for (const FundingRow& row : state.funding) {
    if (universe[row.market].position != instrument) continue;
    const Amount held = state.view->positions().positions[instrument.index()].amount;
    const Price mark = state.view->positions().market->marks[instrument.index()];
    return {&row, -mul(mul(held, mark, Rounding::half_even), row.rate, Rounding::half_even)};
  }
  return {};
}

/// The earliest payment that is announced to what is held, with all that is paid then.
void next_funding_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts) {
  std::optional<UtcTime> due;
  Amount paid;
  for (const ExposureRow& row : state.view->exposure().rows) {
    const FundingDue one = funding_due(state, *facts.universe, row.instrument);
    if (one.announced == nullptr || (due && one.announced->due > *due)) continue;
    if (!due || one.announced->due < *due) paid = {};
    due = one.announced->due;
    paid = paid + one.paid;
  }
  json.key("next_funding");
  if (!due) {
    json.null();
    return;
  }
  json.begin_object();
  member::time(json, "time", due);
  member::fixed(json, "amount", paid);
  json.end_object();
}

void status_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf) {
  json.begin_object();
  member::text(json, "mode", facts.mode);
  member::text(json, "share_class", facts.share_class);
  member::text(json, "environment", facts.environment);
  member::text(json, "against", facts.against);
  member::text(json, "node_id", facts.node_id);
  member::text(json, "version", facts.version);
  member::time(json, "now", state.now);
  member::time(json, "started", state.started);
  member::text(json, "state", kill_state_name(state.control.kill));
  member::text(json, "state_reason", state.control.kill_reason);
  json.key("paused").boolean(state.control.paused);
  json.key("waits_for").begin_array();
  for (const std::string& what : state.lacking) json.string(what);
  json.end_array();
  if (state.view) {
    const Exposure& exposure = state.view->exposure();
    const RiskReport& risk = state.view->risk->risk;
    member::fixed(json, "equity", exposure.equity);
    member::fixed(json, "equity_at_market", exposure.equity_at_market);
    member::fixed(json, "pnl", profit(*state.view));
    if (state.pnl_of_day) member::fixed(json, "pnl_today", *state.pnl_of_day);
    member::fixed(json, "net_delta", exposure.net_delta);
    next_funding_json(json, state, facts);
    member::text(json, "risk", risk_status_name(risk.status));
    member::ratio(json, "health_factor", least_health_factor(risk));
    member::ratio(json, "ltv", largest_ltv(risk));
  }
  member::text(json, "last_decision", state.last_decision);
  json.key("plan");
  write_plan(json, state.plan);
  member::count(json, "differences", state.differences.size());
  member::fixed(json, "announced_deposits", state.control.announced);
  member::count(json, "open_withdrawals", state.control.payees.size());
  if (state.board) member::count(json, "open_alerts", state.board->open.size());
  if (state.journal) {
    const JournalDatabaseRow& journal = *state.journal;
    json.key("journal_database").begin_object();
    member::text(json, "address", journal.database);
    member::text(json, "state", journal.state);
    member::text(json, "reason", journal.reason);
    json.key("lag_entries");
    journal.entries ? json.integer(*journal.entries) : json.null();
    member::seconds(json, "lag_seconds", journal.lag);
    json.end_object();
  }
  json.end_object();
}

void positions_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf) {
  json.begin_object();
  member::time(json, "time", state.view ? std::optional(state.view->positions().market->time) : std::nullopt);
  json.key("rows").begin_array();
  if (state.view) {
    for (const ExposureRow& row : state.view->exposure().rows) {
      const Instrument& instrument = (*facts.universe)[row.instrument];
      const Holding& held = state.view->positions().positions[row.instrument.index()];
      json.begin_object();
      member::text(json, "instrument", instrument.key);
      member::text(json, "account", facts.universe->name(instrument.account));
      member::text(json, "token", instrument.token);
      member::fixed(json, "amount", held.amount);
      member::fixed(json, "underlying", row.underlying);
      member::fixed(json, "value", row.value);
      if (!held.entry_cost.is_zero()) member::fixed(json, "entry_cost", held.entry_cost);
      if (instrument.type == PositionType::perp)
        member::fixed(json, "mark", state.view->positions().market->marks[row.instrument.index()]);
      if (const FundingDue due = funding_due(state, *facts.universe, row.instrument); due.announced != nullptr) {
        member::time(json, "next_funding", due.announced->due);
        member::fixed(json, "funding_rate", due.announced->rate);
        member::fixed(json, "funding_due", due.paid);
      }
      json.end_object();
    }
  }
  json.end_array();
  json.key("differences").begin_array();
  for (const std::string& difference : state.differences) json.string(difference);
  json.end_array().end_object();
}

void exposure_json(JsonWriter& json, const NodeState& state, const NodeFacts&, PageOf) {
  json.begin_object();
  if (state.view) {
    const Exposure& exposure = state.view->exposure();
    member::fixed(json, "equity", exposure.equity);
    member::fixed(json, "equity_at_market", exposure.equity_at_market);
    member::fixed(json, "net_delta", exposure.net_delta);
    member::fixed(json, "net_delta_value", exposure.net_delta_value);
    member::fixed(json, "gross_delta", exposure.gross_delta);
    member::fixed(json, "delta_on_chain", exposure.delta_on_chain);
    member::fixed(json, "delta_cex", exposure.delta_cex);
    member::ratio(json, "net_delta_of_equity", exposure.net_delta_of_equity);
  }
  json.end_object();
}

/// Absent limits are not written.
void limits_json(JsonWriter& json, const RiskLimits& limits) {
  json.key("limits").begin_object();
  member::fixed(json, "margin_ratio_warning", limits.margin_ratio.warning);
  member::fixed(json, "margin_ratio_critical", limits.margin_ratio.critical);
  if (!limits.health_factor_warning.is_zero())
    member::fixed(json, "health_factor_warning", limits.health_factor_warning);
  if (!limits.health_factor_critical.is_zero())
    member::fixed(json, "health_factor_critical", limits.health_factor_critical);
  json.end_object();
}

void risk_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf) {
  json.begin_object();
  if (!state.view) {
    json.end_object();
    return;
  }
  const RiskReport& risk = state.view->risk->risk;
  member::text(json, "status", risk_status_name(risk.status));
  json.key("reasons").begin_array();
  for (const std::string& reason : risk.reasons) json.string(reason);
  json.end_array();
  member::text(json, "reserve", reserve_status_name(risk.reserve));
  if (facts.limits) limits_json(json, *facts.limits);
  json.key("margin").begin_array();
  for (const AccountMargin& margin : risk.margins) {
    json.begin_object();
    member::text(json, "account", facts.universe->name(margin.account));
    member::fixed(json, "cash", margin.cash);
    member::fixed(json, "balance", margin.balance);
    member::fixed(json, "notional", margin.notional);
    member::ratio(json, "margin_ratio", margin.margin_ratio);
    member::ratio(json, "price_rise_to_liquidation", margin.price_rise_to_liquidation);
    json.end_object();
  }
  json.end_array().key("lending").begin_array();
  for (const LendingAccount& lending : risk.lending) {
    json.begin_object();
    member::text(json, "account", facts.universe->name(lending.account));
    member::fixed(json, "collateral", lending.collateral);
    member::fixed(json, "debt", lending.debt);
    member::ratio(json, "health_factor", lending.health_factor());
    member::ratio(json, "ltv", lending.ltv());
    member::ratio(json, "price_fall_to_liquidation", lending.price_fall_to_liquidation());
    json.end_object();
  }
  json.end_array().end_object();
}

void pnl_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf) {
  json.begin_object();
  if (!state.view) {
    json.end_object();
    return;
  }
  const PnlTotals& totals = state.view->totals;
  member::fixed(json, "equity", state.view->exposure().equity);
  member::fixed(json, "capital", totals.capital);
  member::fixed(json, "pnl", profit(*state.view));
  json.key("attribution").begin_object();
  for (std::size_t i = 0; i < kAttributionCount; ++i) member::fixed(json, kAttributionNames[i], totals.attribution[i]);
  json.end_object();
  member::fixed(json, "fees", totals.fees);
  member::fixed(json, "gas", totals.gas);
  member::fixed(json, "funding", totals.funding);
  json.key("funding_by_account").begin_object();
  for (std::size_t i = 0; i < totals.funding_by_account.size(); ++i)
    if (!totals.funding_by_account[i].is_zero())
      member::fixed(json, facts.universe->name(AccountId{static_cast<std::uint16_t>(i)}), totals.funding_by_account[i]);
  json.end_object().end_object();
}

void series_json(JsonWriter& json, const NodeState& state, const NodeFacts&, PageOf) {
  json.begin_object().key("rows").begin_array();
  static const std::vector<SeriesRow> kNone;
  for (const SeriesRow& row : state.series == nullptr ? kNone : *state.series) {
    json.begin_object();
    member::time(json, "time", row.time);
    member::fixed(json, "equity", row.equity);
    member::fixed(json, "equity_at_market", row.equity_at_market);
    member::fixed(json, "net_delta", row.net_delta);
    member::ratio(json, "margin_ratio", row.margin_ratio);
    member::ratio(json, "health_factor", row.health_factor);
    json.end_object();
  }
  json.end_array().end_object();
}

void config_json(JsonWriter& json, const NodeState&, const NodeFacts& facts, PageOf) {
  json.begin_object();
  member::text(json, "fingerprint", facts.configuration);
  member::text(json, "settings", facts.settings);
  json.end_object();
}

void parameters_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf) {
  json.begin_object().key("rows").begin_array();
  for (const SchemaRow* row : changeable_rows()) {
    const std::string key(row->pattern);
    const auto start = facts.parameters.find(key);
    const auto changed = state.control.changed.find(key);
    const std::string at_start = start == facts.parameters.end() ? std::string() : start->second;
    json.begin_object();
    member::text(json, "key", key);
    member::text(json, "value", changed == state.control.changed.end() ? at_start : changed->second.value);
    member::text(json, "at_start", at_start);
    member::text(json, "allowed", row->kind == ValueKind::flag ? "true | false" : row->allowed);
    if (changed != state.control.changed.end()) {
      member::text(json, "by", changed->second.by);
      member::time(json, "at", changed->second.at);
      member::text(json, "why", changed->second.reason);
    }
    member::text(json, "about", row->doc);
    json.end_object();
  }
  json.end_array().end_object();
}

constexpr std::array<StateTopic, 15> kTopics = {{
    {"status", "state, equity, risk and what the node is about to do", false, status_json},
    {"positions", "what is held, and where the book differs from venues", false, positions_json},
    {"exposure", "deltas of the whole portfolio", false, exposure_json},
    {"risk", "margin and lending of every account", false, risk_json},
    {"pnl", "profit and loss by attribution", false, pnl_json},
    {"series", "equity, delta and risk at the steps since the start, thinned", false, series_json},
    {"plans", "the plan of the last decision that acted", false, plans_json},
    {"pairs", "pairs that are worked, and those that were", true, pairs_json},
    {"orders", "orders of exchanges, the newest first", true, orders_json},
    {"fills", "fills, the newest first", true, fills_json},
    {"venues", "sessions, feeds and the chain", false, venues_json},
    {"lanes", "load of the hot lanes", false, lanes_json},
    {"alerts", "alerts that are open, their sinks, and what was told, the newest first", true, alerts_json},
    {"parameters", "what may change while the node runs, with who changed it", false, parameters_json},
    {"config", "the effective configuration, secrets masked", false, config_json},
}};

}  // namespace

std::span<const StateTopic> state_topics() { return kTopics; }

const StateTopic* find_state_topic(std::string_view name) {
  const auto* const found =
      std::find_if(kTopics.begin(), kTopics.end(), [&](const auto& topic) { return topic.name == name; });
  return found == kTopics.end() ? nullptr : found;
}

}  // namespace basis
