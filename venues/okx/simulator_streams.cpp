#include <fmt/format.h>

#include <algorithm>

#include "venues/okx/simulator.hpp"
#include "venues/okx/simulator_market_json.hpp"

namespace basis::okx::simulated {
namespace {

using sim::JsonFields;
using sim::MarketBoard;

constexpr std::size_t kBookDepth = 400;
constexpr std::size_t kTopDepth = 5;

void write_changes(JsonFields& json, std::string_view name, const std::map<Price, Quantity>& levels, bool descending) {
  json.array(name);
  const auto write = [&](const auto& level) {
    json.array()
        .item(level.first.to_string())
        .item(level.second.to_string())
        .item("0")
        .item(level.second.is_zero() ? "0" : "1")
        .end_array();
  };
  if (descending)
    std::for_each(levels.rbegin(), levels.rend(), write);
  else
    std::for_each(levels.begin(), levels.end(), write);
  json.end_array();
}

std::string framed(const std::string& arg, std::string_view action, const std::string& item) {
  if (action.empty()) return fmt::format(R"({{"arg":{},"data":[{}]}})", arg, item);
  return fmt::format(R"({{"arg":{},"action":"{}","data":[{}]}})", arg, action, item);
}

/// A whole book with its id, as `books5`, `bbo-tbt` and a snapshot tell it.
std::string whole_book(const MarketBoard& board, std::size_t depth, std::int64_t sequence, std::int64_t at,
                       bool snapshot) {
  JsonFields json;
  json.object();
  write_levels(json, "asks", board, BookSide::ask, depth);
  write_levels(json, "bids", board, BookSide::bid, depth);
  if (depth == kTopDepth) json.text("instId", board.market().native);
  json.text("ts", std::to_string(at));
  // The checksum is 0 since 2026-06-23.
  if (snapshot) json.number("checksum", 0).number("prevSeqId", -1);
  return json.number("seqId", sequence).end_object().take();
}

}  // namespace

template <class Write>
void Simulator::tell(std::string_view channel, const MarketBoard& board, const Write& write) {
  std::string item;
  for (auto at = sockets_.begin(); at != sockets_.end();) {
    SimSocket& socket = *(at++)->second;
    for (const Subscription& one : socket.subscriptions) {
      if (one.channel != channel || !one.fits(board.market())) continue;
      if (item.empty()) {
        JsonFields json;
        write(json);
        item = json.take();
      }
      send(socket, fmt::format("{}:{}", channel, board.market().native), framed(one.arg(0), {}, item));
      break;
    }
  }
}

void Simulator::on_levels(const MarketBoard& board, const sim::BoardChange& change, bool) {
  if (board.market().venue != name()) return;
  PendingBook& pending = books_[board.market().id];
  if (pending.changed.nanos() == 0) pending.changed = change.at;
  for (const BookLevel& level : change.bids) pending.bids[level.price] = level.size;
  for (const BookLevel& level : change.asks) pending.asks[level.price] = level.size;
  tell_quote(board, change.at);
}

/// Tells what has changed since the last time, or that nothing has. The chain is prevSeqId, the last id before.
void Simulator::tell_book(const Market& market, UtcTime now) {
  PendingBook& pending = books_[market.id];
  const MarketBoard& board = desk_.board(market);
  const bool changed = pending.changed.nanos() != 0;
  const std::int64_t sequence = changed || pending.told == 0 ? desk_.sequence_of(market) : pending.told;
  JsonFields json;
  json.object();
  write_changes(json, "asks", pending.asks, false);
  write_changes(json, "bids", pending.bids, true);
  json.text("ts", std::to_string(stamp(now)))
      .number("checksum", 0)
      .number("prevSeqId", pending.told == 0 ? sequence : pending.told)
      .number("seqId", sequence)
      .end_object();
  const std::string item = json.take();
  for (auto at = sockets_.begin(); at != sockets_.end();) {
    SimSocket& socket = *(at++)->second;
    for (const Subscription& one : socket.subscriptions)
      if (one.channel == "books" && one.inst_id == market.native)
        send(socket, "books:" + market.native, framed(one.arg(0), "update", item));
  }
  pending = {{}, {}, sequence, {}, now};
  if (!changed) return;
  tell("books5", board, [&](JsonFields& out) { out.raw(whole_book(board, kTopDepth, sequence, stamp(now), false)); });
  tell("tickers", board, [&](JsonFields& out) { write_ticker(out, board, stamp(now)); });
}

void Simulator::tell_quote(const MarketBoard& board, UtcTime at) {
  const auto top = board.top();
  if (!top || tops_[board.market().id] == *top) return;
  tops_[board.market().id] = *top;
  tell("bbo-tbt", board,
       [&](JsonFields& out) { out.raw(whole_book(board, 1, desk_.sequence_of(board.market()), stamp(at), false)); });
}

/// What a new subscription is told at once.
void Simulator::tell_first(SimSocket& socket, const Subscription& wanted) {
  const UtcTime now = host_.now();
  const std::string stream = wanted.channel + ":" + wanted.inst_id;
  if (wanted.channel == "instruments") {
    JsonFields json;
    json.array();
    for (const Market* market : desk_.all())
      if (wanted.fits(*market)) write_instrument(json, desk_, *market);
    return send(socket, stream, fmt::format(R"({{"arg":{},"data":{}}})", wanted.arg(0), json.end_array().take()));
  }
  if (socket.client != nullptr && socket.route == Route::private_data) return tell_all(*socket.client, &socket);
  const Market* const market = desk_.find(wanted.inst_id);
  if (market == nullptr) return;
  const MarketBoard& board = desk_.board(*market);
  JsonFields json;
  if (wanted.channel == "books") {
    books_[market->id].told = desk_.sequence_of(*market);
    books_[market->id].last = now;
    return send(
        socket, stream,
        framed(wanted.arg(0), "snapshot", whole_book(board, kBookDepth, desk_.sequence_of(*market), stamp(now), true)));
  }
  if (wanted.channel == "books5" || wanted.channel == "bbo-tbt")
    json.raw(
        whole_book(board, wanted.channel == "books5" ? kTopDepth : 1, desk_.sequence_of(*market), stamp(now), false));
  else if (wanted.channel == "tickers")
    write_ticker(json, board, stamp(now));
  else if (wanted.channel == "mark-price")
    write_mark(json, board, stamp(now));
  else if (wanted.channel == "funding-rate")
    write_funding(json, desk_, board, stamp(now));
  else
    return;
  send(socket, stream, framed(wanted.arg(0), {}, json.take()));
}

void Simulator::on_trade(const MarketBoard& board, const sim::BoardTrade& trade) {
  if (board.market().venue != name()) return;
  const auto write = [&](JsonFields& out) { write_trade(out, board.market(), trade, stamp(trade.at), true); };
  tell("trades", board, write);
  tell("trades-all", board, write);
}

void Simulator::on_mark(const MarketBoard& board, UtcTime at) {
  if (board.market().venue != name() || board.market().is_spot()) return;
  tell("mark-price", board, [&](JsonFields& out) { write_mark(out, board, stamp(at)); });
}

void Simulator::on_funding(const MarketBoard& board, const sim::BoardFunding& paid) {
  if (board.market().venue != name()) return;
  tell("funding-rate", board, [&](JsonFields& out) { write_funding(out, desk_, board, stamp(paid.at)); });
}

/// Funding rates come every 30 to 90 seconds, candles with every change; here both come once a minute.
void Simulator::tell_minute(UtcTime now) {
  for (const Market* market : desk_.all()) {
    const MarketBoard& board = desk_.board(*market);
    if (!market->is_spot())
      tell("funding-rate", board, [&](JsonFields& out) { write_funding(out, desk_, board, stamp(now)); });
    if (!board.candles().empty())
      tell("candle1m", board, [&](JsonFields& out) { write_candle(out, *market, board.candles().back(), false); });
  }
}

/// A change of an instrument tells what has changed only, since 2026-09-30.
void Simulator::tell_instrument(const Market& market) {
  const MarketBoard& board = desk_.board(market);
  tell("instruments", board, [&](JsonFields& out) {
    out.object()
        .text("instType", type_of(market))
        .text("instId", market.native)
        .number("instIdCode", Desk::code_of(market))
        .text("state", board.halted() ? "suspend" : "live")
        .end_object();
  });
}

}  // namespace basis::okx::simulated
