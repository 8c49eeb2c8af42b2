#include <fmt/format.h>

#include <algorithm>

#include "venues/bybit/simulator.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::JsonFields;
using sim::MarketBoard;
using Side = std::map<Price, Quantity>;

struct PaceRow {
  std::int64_t depth;
  std::int64_t nanos;
};
/// "Orderbook": how often a depth is told. The first level is told again after 3 s without a change.
constexpr std::array<PaceRow, 4> kPaces{{{1, 10'000'000}, {50, 20'000'000}, {200, 100'000'000}, {1'000, 200'000'000}}};
constexpr Nanos kRepeatAfter = kSecond * 3;

Side levels_of(const MarketBoard& board, BookSide side, std::int64_t most) {
  Side levels;
  board.book().ladder(side).for_each([&](std::int64_t tick, Quantity size) {
    levels[board.book().scale().price(tick)] = size;
    return static_cast<std::int64_t>(levels.size()) < most;
  });
  return levels;
}

/// What has changed between two states of a side; a level that is gone has the size zero.
Side difference(const Side& before, const Side& after) {
  Side changed;
  for (const auto& [price, size] : after) {
    const auto old = before.find(price);
    if (old == before.end() || old->second != size) changed[price] = size;
  }
  for (const auto& [price, size] : before)
    if (!after.contains(price)) changed[price] = Quantity{};
  return changed;
}

void write_side(JsonFields& json, std::string_view name, const Side& levels, bool descending) {
  json.array(name);
  const auto write = [&](const auto& level) {
    json.array().item(level.first.to_string()).item(level.second.to_string()).end_array();
  };
  if (descending)
    std::for_each(levels.rbegin(), levels.rend(), write);
  else
    std::for_each(levels.begin(), levels.end(), write);
  json.end_array();
}

std::string book_name(const Market& market, std::int64_t depth) {
  return fmt::format("orderbook.{}.{}", depth, market.native);
}

}  // namespace

std::optional<UtcTime> book_due(const BookTopic& topic) {
  if (!topic.changed) return topic.depth == 1 ? std::optional(topic.told + kRepeatAfter) : std::nullopt;
  const auto pace =
      std::find_if(kPaces.begin(), kPaces.end(), [&](const PaceRow& row) { return row.depth == topic.depth; });
  return UtcTime::from_nanos((topic.changed->nanos() / pace->nanos + 1) * pace->nanos);
}

/// Sends a frame; `stream` is what scripts name.
void Simulator::send(const SimSocket& socket, std::string_view stream, const std::string& text, Nanos late) {
  socket.traffic = host_.now();
  const auto deliver = [this, number = socket.number, text] {
    if (const auto found = sockets_.find(number); found != sockets_.end()) found->second->socket.send(text);
  };
  sim::send_frame(host_, name(), stream, deliver, late);
}

void Simulator::tell(Category category, std::string_view topic, const std::string& text) {
  for (auto at = sockets_.begin(); at != sockets_.end();) {
    const SimSocket& socket = *(at++)->second;
    if (socket.is_public() && socket.category() == category && socket.topics.contains(topic)) send(socket, topic, text);
  }
}

std::string Simulator::book_text(const Market& market, const BookTopic& topic, bool snapshot, const Side& bids,
                                 const Side& asks, UtcTime now) const {
  const MarketBoard& board = markets_.board(market.id);
  JsonFields json;
  json.object()
      .text("topic", book_name(market, topic.depth))
      .text("type", snapshot ? "snapshot" : "delta")
      .number("ts", stamp(now))
      .object("data")
      .text("s", market.native);
  write_side(json, "b", bids, true);
  write_side(json, "a", asks, false);
  return json.number("u", topic.update)
      .number("seq", board.update_id())
      .end_object()
      .number("cts", stamp(topic.changed.value_or(now)))
      .end_object()
      .take();
}

/// The topic of a depth. One that nobody wanted begins with what the book is now.
BookTopic& Simulator::book_topic(const Market& market, std::int64_t depth) {
  const auto [at, made] = books_.try_emplace({market.id, depth});
  BookTopic& topic = at->second;
  if (!made) return topic;
  const MarketBoard& board = markets_.board(market.id);
  topic.depth = depth;
  topic.update = board.update_id();
  topic.bids = levels_of(board, BookSide::bid, depth);
  topic.asks = levels_of(board, BookSide::ask, depth);
  topic.told = host_.now();
  return topic;
}

void Simulator::tell_first(SimSocket& socket, const std::string& topic) {
  const std::size_t last = topic.rfind('.');
  const Product product = socket.category() == Category::spot ? Product::spot : Product::linear;
  const Market& market = desk_.universe()[*desk_.universe().find(name(), product, topic.substr(last + 1))];
  const UtcTime now = host_.now();
  if (topic.starts_with("orderbook.")) {
    BookTopic& book = book_topic(market, std::stoll(topic.substr(10, last - 10)));
    if (book.changed) tell_book(market, book, now);
    send(socket, topic, book_text(market, book, true, book.bids, book.asks, now));
  }
  if (!topic.starts_with("tickers.")) return;
  std::vector<TickerField>& told = tickers_[market.id];
  if (told.empty()) told = ticker_fields(markets_.board(market.id));
  JsonFields json;
  json.object().text("topic", topic).text("type", "snapshot").number("ts", stamp(now)).object("data");
  for (const auto& [field, value] : told) json.text(field, value);
  send(socket, topic, json.end_object().number("cs", markets_.board(market.id).update_id()).end_object().take());
}

/// False when nobody wants the topic any more.
bool Simulator::tell_book(const Market& market, BookTopic& topic, UtcTime now) {
  const std::string name = book_name(market, topic.depth);
  if (!wanted(name)) return false;
  const MarketBoard& board = markets_.board(market.id);
  const Side bids = levels_of(board, BookSide::bid, topic.depth);
  const Side asks = levels_of(board, BookSide::ask, topic.depth);
  const Side new_bids = difference(topic.bids, bids);
  const Side new_asks = difference(topic.asks, asks);
  const bool changed = !new_bids.empty() || !new_asks.empty();
  const bool repeats = topic.depth == 1 && now - topic.told >= kRepeatAfter;
  if (changed) ++topic.update;
  topic.bids = bids;
  topic.asks = asks;
  if (changed || repeats) {
    // The first level is told whole each time, with the same number where nothing has changed.
    tell(category_of(market), name,
         topic.depth == 1 ? book_text(market, topic, true, bids, asks, now)
                          : book_text(market, topic, false, new_bids, new_asks, now));
    topic.told = now;
  }
  topic.changed.reset();
  return true;
}

void Simulator::on_levels(const MarketBoard& board, const sim::BoardChange& change, bool) {
  if (board.market().venue != name()) return;
  for (const PaceRow& row : kPaces)
    if (const auto found = books_.find({board.market().id, row.depth}); found != books_.end())
      if (!found->second.changed) found->second.changed = change.at;
}

void Simulator::on_trade(const MarketBoard& board, const sim::BoardTrade& trade) {
  const Market& market = board.market();
  const std::string topic = "publicTrade." + market.native;
  if (market.venue != name() || !wanted(topic)) return;
  JsonFields json;
  json.object().text("topic", topic).text("type", "snapshot").number("ts", stamp(trade.at)).array("data").object();
  json.text("i", exec_id(market, trade.id))
      .number("T", stamp(trade.at))
      .text("p", trade.price.to_string())
      .text("v", trade.size.to_string())
      .text("S", trade.taker == TakerSide::buy ? "Buy" : "Sell")
      .text("s", market.native);
  if (!market.is_spot()) json.text("L", "ZeroPlusTick");
  tell(category_of(market), topic,
       json.flag("BT", false).flag("RPI", false).number("seq", trade.id).end_object().end_array().end_object().take());
}

/// Spot tells its tickers whole, derivatives what has changed.
void Simulator::tell_tickers(UtcTime now) {
  for (auto& [id, told] : tickers_) {
    const Market& market = desk_.universe()[id];
    const std::string topic = "tickers." + market.native;
    if (!wanted(topic)) continue;
    std::vector<TickerField> fields = ticker_fields(markets_.board(id));
    JsonFields json;
    json.object().text("topic", topic).text("type", market.is_spot() ? "snapshot" : "delta").number("ts", stamp(now));
    json.object("data");
    bool changed = false;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      const bool same = fields[i] == told[i];
      changed = changed || !same;
      if (!same || market.is_spot() || i == 0) json.text(fields[i].first, fields[i].second);
    }
    told = std::move(fields);
    if (changed)
      tell(category_of(market), topic,
           json.end_object().number("cs", markets_.board(id).update_id()).end_object().take());
  }
}

}  // namespace basis::bybit::simulated
