#include "venues/binance/simulator_words.hpp"

#include "venues/binance/simulator_market_json.hpp"

namespace basis::binance::simulated {
namespace {

using sim::JsonFields;

}  // namespace

std::string ticker_text(Segment segment, const sim::MarketBoard& board, std::int64_t at) {
  const sim::DayFigures day = sim::day_figures(board);
  const TopOfBook top = board.top().value_or(TopOfBook{});
  JsonFields json;
  json.object()
      .text("e", "24hrTicker")
      .number("E", at)
      .text("s", board.market().native)
      .text("p", shown(segment, day.change))
      .text("P", day.change_percent)
      .text("w", shown(segment, day.average));
  if (segment == Segment::spot) json.text("x", shown(segment, day.open));
  json.text("c", shown(segment, day.last))
      .text("Q", shown(segment, board.trades().empty() ? Quantity{} : board.trades().back().size));
  if (segment == Segment::spot)
    json.text("b", shown(segment, top.bid.price))
        .text("B", shown(segment, top.bid.size))
        .text("a", shown(segment, top.ask.price))
        .text("A", shown(segment, top.ask.size));
  return json.text("o", shown(segment, day.open))
      .text("h", shown(segment, day.high))
      .text("l", shown(segment, day.low))
      .text("v", shown(segment, day.volume))
      .text("q", shown(segment, day.quote_volume))
      .number("O", at - 86'400'000)
      .number("C", at)
      .number("F", board.trades().empty() ? -1 : board.trades().front().id)
      .number("L", board.trades().empty() ? -1 : board.trades().back().id)
      .number("n", day.trades)
      .end_object()
      .take();
}

std::string mini_ticker_text(Segment segment, const sim::MarketBoard& board, std::int64_t at) {
  const sim::DayFigures day = sim::day_figures(board);
  return JsonFields()
      .object()
      .text("e", "24hrMiniTicker")
      .number("E", at)
      .text("s", board.market().native)
      .text("c", shown(segment, day.last))
      .text("o", shown(segment, day.open))
      .text("h", shown(segment, day.high))
      .text("l", shown(segment, day.low))
      .text("v", shown(segment, day.volume))
      .text("q", shown(segment, day.quote_volume))
      .end_object()
      .take();
}

std::string candle_text(Segment segment, const sim::MarketBoard& board, std::int64_t at) {
  const sim::BoardCandle& candle = board.candles().back();
  const std::int64_t last = board.trades().back().id;
  JsonFields json;
  json.object().text("e", "kline").number("E", at).text("s", board.market().native).object("k");
  json.number("t", sim::millis(candle.start))
      .number("T", sim::millis(candle.start + kMinute) - 1)
      .text("s", board.market().native)
      .text("i", "1m")
      .number("f", last - candle.trades + 1)
      .number("L", last)
      .text("o", shown(segment, candle.open))
      .text("c", shown(segment, candle.close))
      .text("h", shown(segment, candle.high))
      .text("l", shown(segment, candle.low))
      .text("v", shown(segment, candle.volume))
      .number("n", candle.trades)
      .flag("x", at >= sim::millis(candle.start + kMinute))
      .text("q", shown(segment, candle.quote_volume))
      .text("V", shown(segment, candle.bought))
      .text("Q", shown(segment, candle.bought_quote))
      .text("B", "0");
  return json.end_object().end_object().take();
}

}  // namespace basis::binance::simulated
