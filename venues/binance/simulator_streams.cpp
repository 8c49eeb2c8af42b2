#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/binance/simulator.hpp"
#include "venues/binance/simulator_market_json.hpp"
#include "venues/binance/simulator_words.hpp"

namespace basis::binance::simulated {
namespace {

using sim::JsonFields;
using sim::MarketBoard;

Segment segment_of_board(const MarketBoard& board) { return board.market().is_spot() ? Segment::spot : Segment::usdm; }

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return out;
}

/// "depth" of "btcusdt@depth@100ms"; a stream of all markets is its own kind.
std::string_view kind_of(std::string_view stream) {
  const std::size_t first = stream.find('@');
  if (first == stream.npos || first == 0 || stream.front() == '!') return stream;
  const std::string_view kind = stream.substr(first + 1);
  return kind.substr(0, std::min(kind.find('@'), kind.size()));
}

/// "depth", "depth5@100ms": names of a book's streams at a speed.
std::vector<std::string> names_of_speed(Segment segment, std::string_view symbol, std::string_view kind,
                                        std::int64_t speed) {
  std::vector<std::string> names{fmt::format("{}@{}@{}ms", symbol, kind, speed)};
  if (speed == (segment == Segment::spot ? 1'000 : 250)) names.push_back(fmt::format("{}@{}", symbol, kind));
  return names;
}

/// Which of the USDⓈ-M routes carries a stream; `trade` comes over both.
bool carries(Route route, std::string_view kind) {
  const bool of_book = kind.starts_with("depth") || kind.starts_with("bookTicker") || kind.starts_with("rpiDepth") ||
                       kind == "!bookTicker";
  if (kind == "trade") return route == Route::usdm_public || route == Route::usdm_market;
  return route == (of_book ? Route::usdm_public : Route::usdm_market);
}

void write_changes(JsonFields& json, std::string_view name, Segment segment, const std::map<Price, Quantity>& levels,
                   bool descending) {
  json.array(name);
  const auto write = [&](const auto& level) {
    json.array().item(shown(segment, level.first)).item(shown(segment, level.second)).end_array();
  };
  if (descending)
    std::for_each(levels.rbegin(), levels.rend(), write);
  else
    std::for_each(levels.begin(), levels.end(), write);
  json.end_array();
}

}  // namespace

bool Simulator::wanted(std::string_view stream) const { return wanted_.find(stream) != wanted_.end(); }

/// Sends a frame with what faults and latency do to it. `stream` is what scripts name.
void Simulator::send(const SimSocket& socket, std::string_view stream, const std::string& text, Nanos more) {
  const auto deliver = [this, number = socket.number, text] {
    if (const auto found = sockets_.find(number); found != sockets_.end()) found->second->socket.send(text);
  };
  sim::send_frame(host_, name(), stream, deliver, more);
}

void Simulator::tell(Segment segment, std::string_view stream, std::string_view data) {
  if (!wanted(stream)) return;
  const std::string_view kind = kind_of(stream);
  for (auto at = sockets_.begin(); at != sockets_.end();) {
    SimSocket& socket = *(at++)->second;
    if (socket.is_api() || socket.segment() != segment || !socket.streams.contains(stream)) continue;
    if (segment == Segment::usdm && !carries(socket.route, kind)) continue;
    send(socket, stream,
         socket.combined ? fmt::format(R"({{"stream":"{}","data":{}}})", stream, data) : std::string(data));
  }
}

void Simulator::on_levels(const MarketBoard& board, const sim::BoardChange& change, bool) {
  if (board.market().venue != name()) return;
  const Segment segment = segment_of_board(board);
  constexpr std::array<std::int64_t, 2> kSpotSpeeds = {100, 1'000};
  constexpr std::array<std::int64_t, 4> kUsdmSpeeds = {0, 100, 250, 500};
  const auto keep = [&](std::int64_t speed) {
    PendingDepth& pending = depths_[{board.market().id, speed}];
    if (pending.last_id == pending.told_id) pending.first_id = change.first_id;
    pending.last_id = change.last_id;
    pending.changed = pending.bids.empty() && pending.asks.empty() ? change.at : pending.changed;
    for (const BookLevel& level : change.bids) pending.bids[level.price] = level.size;
    for (const BookLevel& level : change.asks) pending.asks[level.price] = level.size;
    if (speed == 0) flush_depth(board.market().id, 0, change.at);
  };
  for (const std::int64_t speed : kSpotSpeeds)
    if (segment == Segment::spot) keep(speed);
  for (const std::int64_t speed : kUsdmSpeeds)
    if (segment == Segment::usdm) keep(speed);
  tell_quote(board, change.at);
}

void Simulator::flush_depth(MarketId id, std::int64_t speed, UtcTime now) {
  PendingDepth& pending = depths_[{id, speed}];
  const MarketBoard& board = markets_.board(id);
  const Segment segment = segment_of_board(board);
  const std::string symbol = lower(board.market().native);
  std::string text;
  for (const std::string& stream : names_of_speed(segment, symbol, "depth", speed)) {
    if (!wanted(stream)) continue;
    if (text.empty()) {
      JsonFields json;
      json.object().text("e", "depthUpdate").number("E", stamp(now));
      if (segment == Segment::usdm) json.number("T", stamp(pending.changed));
      json.text("s", board.market().native).number("U", pending.first_id).number("u", pending.last_id);
      if (segment == Segment::usdm) json.number("pu", pending.told_id == 0 ? pending.first_id - 1 : pending.told_id);
      write_changes(json, "b", segment, pending.bids, true);
      write_changes(json, "a", segment, pending.asks, false);
      text = json.end_object().take();
    }
    tell(segment, stream, text);
  }
  pending.bids.clear();
  pending.asks.clear();
  pending.told_id = pending.last_id;
  tell_partial(board, speed, now);
}

void Simulator::tell_partial(const MarketBoard& board, std::int64_t speed, UtcTime now) {
  const Segment segment = segment_of_board(board);
  const std::string symbol = lower(board.market().native);
  for (const std::size_t depth : {std::size_t{5}, std::size_t{10}, std::size_t{20}})
    for (const std::string& stream : names_of_speed(segment, symbol, fmt::format("depth{}", depth), speed)) {
      if (!wanted(stream)) continue;
      JsonFields json;
      json.object();
      if (segment == Segment::spot) {
        json.number("lastUpdateId", board.update_id());
      } else {
        json.text("e", "depthUpdate")
            .number("E", stamp(now))
            .number("T", stamp(now))
            .text("s", board.market().native)
            .number("U", board.update_id())
            .number("u", board.update_id())
            .number("pu", board.update_id() - 1);
      }
      write_levels(json, segment == Segment::spot ? "bids" : "b", board, BookSide::bid, depth);
      write_levels(json, segment == Segment::spot ? "asks" : "a", board, BookSide::ask, depth);
      tell(segment, stream, json.end_object().take());
    }
}

void Simulator::tell_quote(const MarketBoard& board, UtcTime at) {
  const auto top = board.top();
  if (!top || tops_[board.market().id] == *top) return;
  tops_[board.market().id] = *top;
  const Segment segment = segment_of_board(board);
  const std::string stream = lower(board.market().native) + "@bookTicker";
  if (!wanted(stream) && !wanted("!bookTicker")) return;
  JsonFields json;
  json.object();
  if (segment == Segment::usdm) json.text("e", "bookTicker");
  json.number("u", board.update_id());
  if (segment == Segment::usdm) json.number("E", stamp(at)).number("T", stamp(at));
  json.text("s", board.market().native)
      .text("b", shown(segment, top->bid.price))
      .text("B", shown(segment, top->bid.size))
      .text("a", shown(segment, top->ask.price))
      .text("A", shown(segment, top->ask.size));
  const std::string text = json.end_object().take();
  tell(segment, stream, text);
  tell(segment, "!bookTicker", text);
}

void Simulator::on_trade(const MarketBoard& board, const sim::BoardTrade& trade) {
  if (board.market().venue != name()) return;
  const Segment segment = segment_of_board(board);
  const std::string symbol = lower(board.market().native);
  const bool maker_bought = trade.taker == TakerSide::sell;
  if (const std::string stream = symbol + "@trade"; wanted(stream)) {
    JsonFields json;
    json.object().text("e", "trade").number("E", stamp(trade.at));
    if (segment == Segment::usdm) json.number("T", stamp(trade.at));
    json.text("s", board.market().native)
        .number("t", trade.id)
        .text("p", shown(segment, trade.price))
        .text("q", shown(segment, trade.size));
    if (segment == Segment::spot)
      json.number("T", stamp(trade.at)).flag("m", maker_bought).flag("M", true);
    else
      json.text("X", "MARKET").flag("m", maker_bought);
    tell(segment, stream, json.end_object().take());
  }
  if (const std::string stream = symbol + "@aggTrade"; wanted(stream)) {
    JsonFields json;
    json.object()
        .text("e", "aggTrade")
        .number("E", stamp(trade.at))
        .text("s", board.market().native)
        .number("a", trade.id)
        .text("p", shown(segment, trade.price))
        .text("q", shown(segment, trade.size))
        .number("f", trade.id)
        .number("l", trade.id)
        .number("T", stamp(trade.at))
        .flag("m", maker_bought);
    if (segment == Segment::spot) json.flag("M", true);
    tell(segment, stream, json.end_object().take());
  }
}

namespace {

std::string mark_text(const MarketBoard& board, std::int64_t at, std::int64_t next) {
  return JsonFields()
      .object()
      .text("e", "markPriceUpdate")
      .number("E", at)
      .text("s", board.market().native)
      .text("p", eight(board.mark()))
      .text("i", eight(board.index()))
      .text("P", eight(board.index()))
      .text("r", eight_rate_text(board.funding_rate()))
      .number("T", next)
      .end_object()
      .take();
}

}  // namespace

/// Marks come every second; the stream without a speed tells every third.
void Simulator::on_mark(const MarketBoard& board, UtcTime at) {
  if (board.market().venue != name() || board.market().is_spot()) return;
  const std::string symbol = lower(board.market().native);
  const std::string text = mark_text(board, stamp(at), stamp(board.next_funding()));
  tell(Segment::usdm, symbol + "@markPrice@1s", text);
  const bool third = at.nanos() / kSecond.count % 3 == 0;
  if (third) tell(Segment::usdm, symbol + "@markPrice", text);
  for (const auto& [stream, due] : {std::pair("!markPrice@arr@1s", true), std::pair("!markPrice@arr", third)}) {
    if (!due || !wanted(stream) || board.market().id != desk_.markets_of(Segment::usdm).front()->id) continue;
    JsonFields json;
    json.array();
    for (const Market* market : desk_.markets_of(Segment::usdm)) {
      const MarketBoard& one = markets_.board(market->id);
      json.raw(mark_text(one, stamp(at), stamp(one.next_funding())));
    }
    tell(Segment::usdm, stream, json.end_array().take());
  }
}

void Simulator::tell_tickers(UtcTime now) {
  for (const Segment segment : {Segment::spot, Segment::usdm})
    for (const Market* market : desk_.markets_of(segment)) {
      const std::string symbol = lower(market->native);
      const MarketBoard& board = markets_.board(market->id);
      if (const std::string stream = symbol + "@ticker"; wanted(stream))
        tell(segment, stream, ticker_text(segment, board, stamp(now)));
      if (const std::string stream = symbol + "@miniTicker"; wanted(stream))
        tell(segment, stream, mini_ticker_text(segment, board, stamp(now)));
      if (const std::string stream = symbol + "@kline_1m"; wanted(stream) && !board.candles().empty())
        tell(segment, stream, candle_text(segment, board, stamp(now)));
    }
}

}  // namespace basis::binance::simulated
