#include "venues/okx/simulator_market_json.hpp"

namespace basis::okx::simulated {

using sim::JsonFields;
using sim::MarketBoard;

void write_levels(JsonFields& json, std::string_view name, const MarketBoard& board, BookSide side, std::size_t most) {
  json.array(name);
  std::size_t count = 0;
  board.book().ladder(side).for_each([&](std::int64_t tick, Quantity size) {
    json.array()
        .item(board.book().scale().price(tick).to_string())
        .item(size.to_string())
        .item("0")
        .item("1")
        .end_array();
    return ++count < most;
  });
  json.end_array();
}

void write_ticker(JsonFields& json, const MarketBoard& board, std::int64_t at) {
  const Market& market = board.market();
  const sim::DayFigures day = day_figures(board);
  const TopOfBook top = board.top().value_or(TopOfBook{});
  const bool spot = market.is_spot();
  json.object()
      .text("instType", type_of(market))
      .text("instId", market.native)
      .text("last", day.last.to_string())
      .text("lastSz", board.trades().empty() ? "0" : shown(market, board.trades().back().size))
      .text("askPx", top.ask.price.to_string())
      .text("askSz", top.ask.size.to_string())
      .text("bidPx", top.bid.price.to_string())
      .text("bidSz", top.bid.size.to_string())
      .text("open24h", day.open.to_string())
      .text("high24h", day.high.to_string())
      .text("low24h", day.low.to_string())
      .text("volCcy24h", spot ? money(day.quote_volume) : day.volume.to_string())
      .text("vol24h", shown(market, day.volume))
      .text("sodUtc0", day.open.to_string())
      .text("sodUtc8", day.open.to_string())
      .text("ts", std::to_string(at))
      .end_object();
}

void write_trade(JsonFields& json, const Market& market, const sim::BoardTrade& trade, std::int64_t at, bool pushed) {
  json.object()
      .text("instId", market.native)
      .text("tradeId", std::to_string(trade.id))
      .text("px", trade.price.to_string())
      .text("sz", shown(market, trade.size))
      .text("side", trade.taker == TakerSide::buy ? "buy" : "sell")
      .text("ts", std::to_string(at));
  if (pushed) json.text("count", "1").text("source", "0").number("seqId", trade.id);
  json.end_object();
}

void write_mark(JsonFields& json, const MarketBoard& board, std::int64_t at) {
  json.object()
      .text("instType", type_of(board.market()))
      .text("instId", board.market().native)
      .text("markPx", board.mark().to_string())
      .text("ts", std::to_string(at))
      .end_object();
}

/// `fundingTime` is the next payment, `nextFundingTime` the one after it; the interval is their distance.
void write_funding(JsonFields& json, const Desk& desk, const MarketBoard& board, std::int64_t at) {
  const Market& market = board.market();
  const std::string last = board.fundings().empty() ? "" : rate_text(board.fundings().back().rate);
  json.object()
      .text("instType", "SWAP")
      .text("instId", market.native)
      .text("method", "current_period")
      .text("formulaType", "withRate")
      .text("fundingRate", rate_text(board.funding_rate()))
      .text("nextFundingRate", "")
      .text("fundingTime", std::to_string(desk.time(board.next_funding())))
      .text("nextFundingTime", std::to_string(desk.time(board.next_funding() + market.funding_interval)))
      .text("prevFundingTime", std::to_string(desk.time(board.next_funding() + market.funding_interval * -1)))
      .text("minFundingRate", "-0.015")
      .text("maxFundingRate", "0.015")
      .text("interestRate", "0.0001")
      .text("impactValue", "20000")
      .text("premium", "")
      .text("settState", "settled")
      .text("settFundingRate", last)
      .text("ts", std::to_string(at))
      .end_object();
}

void write_candle(JsonFields& json, const Market& market, const sim::BoardCandle& bar, bool ended, bool volumes) {
  json.array().item(std::to_string(sim::millis(bar.start)));
  for (const Price price : {bar.open, bar.high, bar.low, bar.close}) json.item(price.to_string());
  if (volumes) json.item(shown(market, bar.volume)).item(bar.volume.to_string()).item(money(bar.quote_volume));
  json.item(ended ? "1" : "0").end_array();
}

}  // namespace basis::okx::simulated
