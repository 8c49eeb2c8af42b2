#include "actors/control/state_json.hpp"

#include <algorithm>
#include <array>

#include "actors/control/board_json.hpp"
#include "core/risk/risk.hpp"

namespace basis {
namespace {

void text(JsonWriter& json, std::string_view key, std::string_view value) { json.key(key).string(value); }
template <class Fixed>
void fixed(JsonWriter& json, std::string_view key, Fixed value) {
  json.key(key).string(value.to_string());
}
void count(JsonWriter& json, std::string_view key, std::uint64_t value) {
  json.key(key).integer(static_cast<std::int64_t>(value));
}
void ratio(JsonWriter& json, std::string_view key, const std::optional<double>& value) {
  json.key(key);
  value ? json.number(*value) : json.null();
}
void time(JsonWriter& json, std::string_view key, const std::optional<UtcTime>& value) {
  json.key(key);
  value ? json.string(value->to_string()) : json.null();
}
double seconds(Nanos length) { return static_cast<double>(length.count) / 1e9; }
std::string_view side_text(OrderSide side) { return side == OrderSide::buy ? "buy" : "sell"; }

/// The members of a page of a list, each row written by `write`.
template <class Row, class Write>
void page_members(JsonWriter& json, const RowsOf<Row>& shown, PageOf page, Write write) {
  static const std::vector<std::shared_ptr<const Row>> kNone;
  const auto& rows = shown == nullptr ? kNone : *shown;
  count(json, "total", rows.size());
  count(json, "offset", page.offset);
  json.key("rows").begin_array();
  const std::size_t end = std::min(rows.size(), page.offset + page.limit);
  for (std::size_t i = std::min(page.offset, rows.size()); i < end; ++i) {
    json.begin_object();
    write(*rows[i]);
    json.end_object();
  }
  json.end_array();
}
template <class Row, class Write>
void page_of(JsonWriter& json, const RowsOf<Row>& rows, PageOf page, Write write) {
  json.begin_object();
  page_members(json, rows, page, write);
  json.end_object();
}

void write_plan(JsonWriter& json, const PlanRow& plan) {
  json.begin_object();
  json.key("open").boolean(plan.open);
  text(json, "decision", plan.decision);
  text(json, "reason", plan.reason);
  text(json, "waits_for", plan.waits_for);
  time(json, "since", plan.decision.empty() ? std::nullopt : std::optional(plan.since));
  count(json, "accepted", plan.accepted);
  count(json, "refused", plan.refused);
  json.end_object();
}

Amount profit(const PnlView& view) { return view.exposure().equity - view.totals.capital; }

void status_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf) {
  json.begin_object();
  text(json, "mode", facts.mode);
  text(json, "share_class", facts.share_class);
  text(json, "environment", facts.environment);
  text(json, "against", facts.against);
  text(json, "node_id", facts.node_id);
  text(json, "version", facts.version);
  time(json, "now", state.now);
  time(json, "started", state.started);
  text(json, "state", kill_state_name(state.control.kill));
  text(json, "state_reason", state.control.kill_reason);
  json.key("paused").boolean(state.control.paused);
  json.key("waits_for").begin_array();
  for (const std::string& what : state.lacking) json.string(what);
  json.end_array();
  if (state.view) {
    const Exposure& exposure = state.view->exposure();
    const RiskReport& risk = state.view->risk->risk;
    fixed(json, "equity", exposure.equity);
    fixed(json, "equity_at_market", exposure.equity_at_market);
    fixed(json, "pnl", profit(*state.view));
    fixed(json, "net_delta", exposure.net_delta);
    text(json, "risk", risk_status_name(risk.status));
    ratio(json, "health_factor", least_health_factor(risk));
    ratio(json, "ltv", largest_ltv(risk));
  }
  text(json, "last_decision", state.last_decision);
  json.key("plan");
  write_plan(json, state.plan);
  count(json, "differences", state.differences.size());
  fixed(json, "announced_deposits", state.control.announced);
  count(json, "open_withdrawals", state.control.payees.size());
  if (state.board) count(json, "open_alerts", state.board->open.size());
  if (state.journal) {
    const JournalDatabaseRow& journal = *state.journal;
    json.key("journal_database").begin_object();
    text(json, "address", journal.database);
    text(json, "state", journal.state);
    text(json, "reason", journal.reason);
    json.key("lag_entries");
    journal.entries ? json.integer(*journal.entries) : json.null();
    json.key("lag_seconds").number(seconds(journal.lag));
    json.end_object();
  }
  json.end_object();
}

void positions_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf) {
  json.begin_object();
  time(json, "time", state.view ? std::optional(state.view->positions().market->time) : std::nullopt);
  json.key("rows").begin_array();
  if (state.view) {
    for (const ExposureRow& row : state.view->exposure().rows) {
      const Instrument& instrument = (*facts.universe)[row.instrument];
      const Holding& held = state.view->positions().positions[row.instrument.index()];
      json.begin_object();
      text(json, "instrument", instrument.key);
      text(json, "account", facts.universe->name(instrument.account));
      text(json, "token", instrument.token);
      fixed(json, "amount", held.amount);
      fixed(json, "underlying", row.underlying);
      fixed(json, "value", row.value);
      if (!held.entry_cost.is_zero()) fixed(json, "entry_cost", held.entry_cost);
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
    fixed(json, "equity", exposure.equity);
    fixed(json, "equity_at_market", exposure.equity_at_market);
    fixed(json, "net_delta", exposure.net_delta);
    fixed(json, "net_delta_value", exposure.net_delta_value);
    fixed(json, "gross_delta", exposure.gross_delta);
    fixed(json, "delta_on_chain", exposure.delta_on_chain);
    fixed(json, "delta_cex", exposure.delta_cex);
    ratio(json, "net_delta_of_equity", exposure.net_delta_of_equity);
  }
  json.end_object();
}

void risk_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf) {
  json.begin_object();
  if (!state.view) {
    json.end_object();
    return;
  }
  const RiskReport& risk = state.view->risk->risk;
  text(json, "status", risk_status_name(risk.status));
  json.key("reasons").begin_array();
  for (const std::string& reason : risk.reasons) json.string(reason);
  json.end_array();
  text(json, "reserve", reserve_status_name(risk.reserve));
  json.key("margin").begin_array();
  for (const AccountMargin& margin : risk.margins) {
    json.begin_object();
    text(json, "account", facts.universe->name(margin.account));
    fixed(json, "cash", margin.cash);
    fixed(json, "balance", margin.balance);
    fixed(json, "notional", margin.notional);
    ratio(json, "margin_ratio", margin.margin_ratio);
    ratio(json, "price_rise_to_liquidation", margin.price_rise_to_liquidation);
    json.end_object();
  }
  json.end_array().key("lending").begin_array();
  for (const LendingAccount& lending : risk.lending) {
    json.begin_object();
    text(json, "account", facts.universe->name(lending.account));
    fixed(json, "collateral", lending.collateral);
    fixed(json, "debt", lending.debt);
    ratio(json, "health_factor", lending.health_factor());
    ratio(json, "ltv", lending.ltv());
    ratio(json, "price_fall_to_liquidation", lending.price_fall_to_liquidation());
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
  fixed(json, "equity", state.view->exposure().equity);
  fixed(json, "capital", totals.capital);
  fixed(json, "pnl", profit(*state.view));
  json.key("attribution").begin_object();
  for (std::size_t i = 0; i < kAttributionCount; ++i) fixed(json, kAttributionNames[i], totals.attribution[i]);
  json.end_object();
  fixed(json, "fees", totals.fees);
  fixed(json, "gas", totals.gas);
  fixed(json, "funding", totals.funding);
  json.key("funding_by_account").begin_object();
  for (std::size_t i = 0; i < totals.funding_by_account.size(); ++i)
    if (!totals.funding_by_account[i].is_zero())
      fixed(json, facts.universe->name(AccountId{static_cast<std::uint16_t>(i)}), totals.funding_by_account[i]);
  json.end_object().end_object();
}

std::string_view kind_text(OrderKind kind) {
  static constexpr std::array<std::string_view, kOrderKinds> kNames = {"market", "limit", "limit_ioc", "post_only",
                                                                       "limit_fok"};
  return kNames[static_cast<std::size_t>(kind)];
}

void orders_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page) {
  page_of(json, state.orders, page, [&](const OrderRow& row) {
    text(json, "id", row.id);
    text(json, "market", (*facts.universe)[row.market].key);
    text(json, "side", side_text(row.side));
    text(json, "kind", kind_text(row.kind));
    fixed(json, "size", row.size);
    fixed(json, "filled", row.filled);
    json.key("limit");
    row.limit.is_zero() ? json.null() : json.string(row.limit.to_string());
    text(json, "state", row.state);
    text(json, "reason", row.reason);
    count(json, "pair", row.pair);
    time(json, "sent", row.sent);
    time(json, "changed", row.changed);
  });
}

void fills_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page) {
  page_of(json, state.fills, page, [&](const FillRow& row) {
    time(json, "time", row.at_venue);
    text(json, "order", row.order);
    text(json, "market", (*facts.universe)[row.market].key);
    text(json, "side", side_text(row.side));
    fixed(json, "size", row.size);
    fixed(json, "price", row.price);
    fixed(json, "fee", row.fee);
    text(json, "fee_asset", facts.universe->name(row.fee_asset));
    text(json, "liquidity", row.maker ? "maker" : "taker");
    count(json, "pair", row.pair);
  });
}

void leg_json(JsonWriter& json, std::string_view key, const PairLeg& leg, const NodeFacts& facts) {
  json.key(key).begin_object();
  text(json, "market", (*facts.universe)[leg.market].key);
  text(json, "side", side_text(leg.side));
  json.key("reduce_only").boolean(leg.reduce_only).end_object();
}

void pairs_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page) {
  page_of(json, state.pairs, page, [&](const PairRow& row) {
    count(json, "id", row.order.id);
    time(json, "began", row.began);
    text(json, "state", row.ended ? pair_end_name(row.figures.end) : "working");
    text(json, "reason", row.reason);
    leg_json(json, "first", row.order.first, facts);
    if (row.order.second) leg_json(json, "second", *row.order.second, facts);
    fixed(json, "coins", row.order.coins);
    ratio(json, "least_edge_bps", row.order.terms.least_edge_bps);
    if (!row.ended) return;
    fixed(json, "left", row.figures.left);
    fixed(json, "unwound", row.figures.unwound);
    count(json, "orders", row.figures.orders);
    count(json, "fills", row.figures.fills);
    json.key("naked_seconds").number(seconds(row.figures.naked));
  });
}

void venues_json(JsonWriter& json, const NodeState& state, const NodeFacts&, PageOf) {
  json.begin_object().key("accounts").begin_array();
  for (const VenueRow& row : state.venues) {
    json.begin_object();
    text(json, "account", row.account);
    text(json, "state", row.state);
    text(json, "text", row.text);
    time(json, "since", row.since);
    json.key("clock_offset_ms").integer(row.clock_offset.count / 1'000'000);
    json.end_object();
  }
  json.end_array().key("feeds").begin_array();
  for (const FeedRow& row : state.feeds) {
    json.begin_object();
    text(json, "venue", row.venue);
    count(json, "frames", row.frames);
    count(json, "failed", row.failed);
    count(json, "books", row.books.size());
    count(json, "live_books", static_cast<std::size_t>(std::ranges::count_if(row.books, &BookRow::live)));
    json.end_object();
  }
  json.end_array().key("chain");
  if (!state.chain) {
    json.null().end_object();
    return;
  }
  json.begin_object();
  text(json, "wallet", state.chain->wallet);
  count(json, "block", state.chain->block);
  fixed(json, "gas_money", state.chain->gas_money);
  json.key("busy").boolean(state.chain->busy).end_object().end_object();
}

void lanes_json(JsonWriter& json, const NodeState& state, const NodeFacts&, PageOf) {
  json.begin_object().key("rows").begin_array();
  for (const LaneRow& row : state.lanes) {
    json.begin_object();
    text(json, "lane", row.name);
    count(json, "rounds", row.rounds);
    count(json, "stalls", row.stalls);
    json.key("longest_us").number(static_cast<double>(row.longest.count) / 1e3);
    json.key("duty").number(row.duty);
    json.end_object();
  }
  json.end_array().end_object();
}

void alerts_json(JsonWriter& json, const NodeState& state, const NodeFacts&, PageOf page) {
  json.begin_object();
  if (state.board) write_alert_board(json, *state.board);
  page_members(json, state.alerts, page, [&](const AlertRow& row) {
    time(json, "time", row.time);
    text(json, "source", row.source);
    text(json, "kind", row.kind);
    text(json, "text", row.text);
  });
  json.end_object();
}

void plans_json(JsonWriter& json, const NodeState& state, const NodeFacts&, PageOf) {
  json.begin_object().key("plan");
  write_plan(json, state.plan);
  text(json, "last_decision", state.last_decision);
  json.end_object();
}

void config_json(JsonWriter& json, const NodeState&, const NodeFacts& facts, PageOf) {
  json.begin_object();
  text(json, "fingerprint", facts.configuration);
  text(json, "settings", facts.settings);
  json.end_object();
}

constexpr std::array<StateTopic, 13> kTopics = {{
    {"status", "state, equity, risk and what the node is about to do", false, status_json},
    {"positions", "what is held, and where the book differs from venues", false, positions_json},
    {"exposure", "deltas of the whole portfolio", false, exposure_json},
    {"risk", "margin and lending of every account", false, risk_json},
    {"pnl", "profit and loss by attribution", false, pnl_json},
    {"plans", "the plan of the last decision that acted", false, plans_json},
    {"pairs", "pairs that are worked, and those that were", true, pairs_json},
    {"orders", "orders of exchanges, the newest first", true, orders_json},
    {"fills", "fills, the newest first", true, fills_json},
    {"venues", "sessions, feeds and the chain", false, venues_json},
    {"lanes", "load of the hot lanes", false, lanes_json},
    {"alerts", "alerts that are open, their sinks, and what was told, the newest first", true, alerts_json},
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
