#include "actors/control/activity_json.hpp"

#include <array>

#include "actors/control/board_json.hpp"
#include "actors/control/json_members.hpp"
#include "core/portfolio/fill_entry.hpp"

namespace basis {
namespace {

std::string_view side_text(OrderSide side) { return side == OrderSide::buy ? "buy" : "sell"; }

std::string_view kind_text(OrderKind kind) {
  static constexpr std::array<std::string_view, kOrderKinds> kNames = {"market", "limit", "limit_ioc", "post_only",
                                                                       "limit_fok"};
  return kNames[static_cast<std::size_t>(kind)];
}

void leg_json(JsonWriter& json, std::string_view key, const PairLeg& leg, const NodeFacts& facts) {
  json.key(key).begin_object();
  member::text(json, "market", (*facts.universe)[leg.market].key);
  member::text(json, "side", side_text(leg.side));
  json.key("reduce_only").boolean(leg.reduce_only).end_object();
}

/// (price sold - price bought) / price of the first leg, in bps.
double edge_bps(double first, double second, OrderSide side) {
  return (side == OrderSide::buy ? second - first : first - second) / first * 1e4;
}

/// By the average prices of what was traded; absent: not on both legs.
std::optional<double> traded_edge_bps(const PairRow& row) {
  if (row.first.is_zero() || row.second.is_zero()) return std::nullopt;
  const double first = ratio(row.first_value, amount_of(row.first));
  return edge_bps(first, ratio(row.second_value, amount_of(row.second)), row.order.first.side);
}

const BookRow* book_of(const NodeState& state, MarketId market) {
  for (const FeedRow& feed : state.feeds)
    for (const BookRow& book : feed.books)
      if (book.market == market && book.live && !book.bid.is_zero() && !book.ask.is_zero()) return &book;
  return nullptr;
}

/// By the tops of both books as they are; absent: there is none.
std::optional<double> edge_now_bps(const NodeState& state, const PairRow& row) {
  if (!row.order.second) return std::nullopt;
  const BookRow* const first = book_of(state, row.order.first.market);
  const BookRow* const second = book_of(state, row.order.second->market);
  if (first == nullptr || second == nullptr) return std::nullopt;
  const bool buys = row.order.first.side == OrderSide::buy;
  return edge_bps((buys ? first->ask : first->bid).to_double(), (buys ? second->bid : second->ask).to_double(),
                  row.order.first.side);
}

void feed_json(JsonWriter& json, const FeedRow& row, const NodeFacts& facts) {
  const auto known = [](UtcTime time) { return time == UtcTime() ? std::nullopt : std::optional(time); };
  const auto shown = [](Price price) { return price.is_zero() ? std::string() : price.to_string(); };
  UtcTime heard;
  for (const BookRow& book : row.books) heard = std::max(heard, book.heard);
  json.begin_object();
  member::text(json, "venue", row.venue);
  member::count(json, "frames", row.frames);
  member::count(json, "failed", row.failed);
  member::count(json, "books", row.books.size());
  member::count(json, "live_books", static_cast<std::size_t>(std::ranges::count_if(row.books, &BookRow::live)));
  member::time(json, "heard", known(heard));
  json.key("markets").begin_array();
  for (const BookRow& book : row.books) {
    json.begin_object();
    member::text(json, "market", (*facts.universe)[book.market].key);
    json.key("live").boolean(book.live);
    member::time(json, "heard", known(book.heard));
    member::text(json, "bid", shown(book.bid));
    member::text(json, "ask", shown(book.ask));
    json.end_object();
  }
  json.end_array().end_object();
}

void chain_json(JsonWriter& json, const ChainRow& chain) {
  json.begin_object();
  member::text(json, "wallet", chain.wallet);
  member::count(json, "block", chain.block);
  member::time(json, "heard", chain.heard);
  member::fixed(json, "gas_money", chain.gas_money);
  json.key("busy").boolean(chain.busy);
  json.key("transactions").begin_array();
  for (const TransactionRow& row : chain.transactions) {
    json.begin_object();
    member::text(json, "id", row.id);
    member::text(json, "purpose", row.purpose);
    json.key("nonce");
    row.nonce ? json.integer(static_cast<std::int64_t>(*row.nonce)) : json.null();
    member::text(json, "hash", row.hash);
    member::count(json, "attempts", row.attempts);
    member::text(json, "progress", row.progress);
    json.end_object();
  }
  json.end_array().end_object();
}

}  // namespace

void write_plan(JsonWriter& json, const PlanRow& plan) {
  json.begin_object();
  json.key("open").boolean(plan.open);
  member::text(json, "decision", plan.decision);
  member::text(json, "reason", plan.reason);
  member::text(json, "waits_for", plan.waits_for);
  member::time(json, "since", plan.decision.empty() ? std::nullopt : std::optional(plan.since));
  member::count(json, "accepted", plan.accepted);
  member::count(json, "refused", plan.refused);
  json.end_object();
}

void orders_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page) {
  member::page_of(json, state.orders, page, [&](const OrderRow& row) {
    member::text(json, "id", row.id);
    member::text(json, "market", (*facts.universe)[row.market].key);
    member::text(json, "side", side_text(row.side));
    member::text(json, "kind", kind_text(row.kind));
    member::fixed(json, "size", row.size);
    member::fixed(json, "filled", row.filled);
    json.key("limit");
    row.limit.is_zero() ? json.null() : json.string(row.limit.to_string());
    member::text(json, "state", row.state);
    member::text(json, "reason", row.reason);
    member::count(json, "pair", row.pair);
    member::time(json, "sent", row.sent);
    member::time(json, "changed", row.changed);
  });
}

void fills_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page) {
  member::page_of(json, state.fills, page, [&](const FillRow& row) {
    member::time(json, "time", row.at_venue);
    member::text(json, "order", row.order);
    member::text(json, "market", (*facts.universe)[row.market].key);
    member::text(json, "side", side_text(row.side));
    member::fixed(json, "size", row.size);
    member::fixed(json, "price", row.price);
    member::fixed(json, "fee", row.fee);
    member::text(json, "fee_asset", facts.universe->name(row.fee_asset));
    member::text(json, "liquidity", row.maker ? "maker" : "taker");
    member::count(json, "pair", row.pair);
  });
}

void pairs_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf page) {
  member::page_of(json, state.pairs, page, [&](const PairRow& row) {
    member::count(json, "id", row.order.id);
    member::time(json, "began", row.began);
    member::text(json, "state", row.ended ? pair_end_name(row.figures.end) : "working");
    member::text(json, "reason", row.reason);
    leg_json(json, "first", row.order.first, facts);
    if (row.order.second) leg_json(json, "second", *row.order.second, facts);
    member::fixed(json, "coins", row.order.coins);
    member::fixed(json, "traded_first", row.first);
    if (row.order.second) member::fixed(json, "traded_second", row.second);
    member::ratio(json, "least_edge_bps", row.order.terms.least_edge_bps);
    member::ratio(json, "traded_edge_bps", traded_edge_bps(row));
    if (!row.ended) {
      member::ratio(json, "edge_now_bps", edge_now_bps(state, row));
      const auto alarm = state.alarmed_pairs.find(row.order.id);
      if (alarm != state.alarmed_pairs.end()) member::text(json, "alarm", pair_alarm_text(alarm->second));
      return;
    }
    member::fixed(json, "left", row.figures.left);
    member::fixed(json, "unwound", row.figures.unwound);
    member::count(json, "orders", row.figures.orders);
    member::count(json, "fills", row.figures.fills);
    member::seconds(json, "naked_seconds", row.figures.naked);
  });
}

void venues_json(JsonWriter& json, const NodeState& state, const NodeFacts& facts, PageOf) {
  json.begin_object().key("accounts").begin_array();
  for (const VenueRow& row : state.venues) {
    json.begin_object();
    member::text(json, "account", row.account);
    member::text(json, "state", row.state);
    member::text(json, "text", row.text);
    member::time(json, "since", row.since);
    json.key("clock_offset_ms").integer(row.clock_offset.count / 1'000'000);
    json.end_object();
  }
  json.end_array().key("feeds").begin_array();
  for (const FeedRow& row : state.feeds) feed_json(json, row, facts);
  json.end_array().key("chain");
  state.chain ? chain_json(json, *state.chain) : void(json.null());
  json.end_object();
}

void lanes_json(JsonWriter& json, const NodeState& state, const NodeFacts&, PageOf) {
  json.begin_object().key("rows").begin_array();
  for (const LaneRow& row : state.lanes) {
    json.begin_object();
    member::text(json, "lane", row.name);
    member::count(json, "rounds", row.rounds);
    member::count(json, "stalls", row.stalls);
    const auto micros = [&](std::string_view key, Nanos span) { json.key(key).integer(span.count / 1'000); };
    if (row.p50) micros("p50_us", *row.p50);
    if (row.p99) micros("p99_us", *row.p99);
    micros("longest_us", row.longest);
    member::ratio(json, "duty", row.duty);
    json.end_object();
  }
  json.end_array().end_object();
}

void alerts_json(JsonWriter& json, const NodeState& state, const NodeFacts&, PageOf page) {
  json.begin_object();
  if (state.board) write_alert_board(json, *state.board);
  member::page_members(json, state.alerts, page, [&](const AlertRow& row) {
    member::time(json, "time", row.time);
    member::text(json, "source", row.source);
    member::text(json, "kind", row.kind);
    member::text(json, "text", row.text);
  });
  json.end_object();
}

void plans_json(JsonWriter& json, const NodeState& state, const NodeFacts&, PageOf) {
  json.begin_object().key("plan");
  write_plan(json, state.plan);
  member::text(json, "last_decision", state.last_decision);
  json.end_object();
}

}  // namespace basis
