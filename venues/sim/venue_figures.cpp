#include "venues/sim/venue_figures.hpp"

#include <algorithm>

#include "core/risk/maintenance.hpp"
#include "venues/sim/market_book.hpp"

namespace basis::sim {

DayFigures day_figures(const MarketBoard& board) {
  DayFigures day;
  day.open = day.high = day.low = day.last = board.last();
  bool first = true;
  for (const BoardCandle& minute : board.candles()) {
    if (first) day.open = minute.open, day.high = minute.high, day.low = minute.low;
    first = false;
    day.high = std::max(day.high, minute.high);
    day.low = std::min(day.low, minute.low);
    day.volume += minute.volume;
    day.quote_volume += minute.quote_volume;
    day.trades += minute.trades;
  }
  day.change = day.last - day.open;
  if (day.open.sign() > 0)
    day.change_percent = format_decimal(mul_div(day.change.raw(), 100'000, day.open.raw(), Rounding::half_even), 3);
  if (day.volume.sign() > 0)
    day.average = Price::from_raw_checked(
        mul_div(day.quote_volume.raw(), Price::kOne, amount_of(day.volume).raw(), Rounding::half_even));
  return day;
}

namespace {

/// Adds a candle to the bars that it is part of.
void join(std::vector<BoardCandle>& bars, const BoardCandle& candle, Nanos length) {
  const UtcTime start = UtcTime::from_nanos(candle.start.nanos() - candle.start.nanos() % length.count);
  if (bars.empty() || bars.back().start < start) {
    bars.push_back(candle);
    bars.back().start = start;
    return;
  }
  BoardCandle& bar = bars.back();
  bar.high = std::max(bar.high, candle.high);
  bar.low = std::min(bar.low, candle.low);
  bar.close = candle.close;
  bar.volume += candle.volume;
  bar.quote_volume += candle.quote_volume;
  bar.bought += candle.bought;
  bar.bought_quote += candle.bought_quote;
  bar.trades += candle.trades;
}

/// Hours that begin from `from`, up to the end of the bar that begins at `to` at the latest.
std::vector<BoardCandle> joined(const std::vector<BoardCandle>& hours, Nanos length, UtcTime from, UtcTime to) {
  std::vector<BoardCandle> bars;
  if (length.count % kHour.count != 0) return bars;
  const auto first = std::lower_bound(hours.begin(), hours.end(), from,
                                      [](const BoardCandle& hour, UtcTime at) { return hour.start < at; });
  for (auto at = first; at != hours.end() && at->start < to + length; ++at) join(bars, *at, length);
  return bars;
}

}  // namespace

std::vector<BoardCandle> bars_between(const MarketBoard& board, Nanos length, UtcTime from, UtcTime to) {
  std::vector<BoardCandle> bars = joined(board.past().hours, length, from, to);
  for (const BoardCandle& minute : board.candles()) join(bars, minute, length);
  std::erase_if(bars, [&](const BoardCandle& bar) { return bar.start < from || bar.start > to; });
  return bars;
}

std::vector<BoardCandle> mark_bars_between(const MarketBoard& board, Nanos length, UtcTime from, UtcTime to) {
  const PastMarket& past = board.past();
  std::vector<BoardCandle> bars = joined(past.mark_hours.empty() ? past.hours : past.mark_hours, length, from, to);
  std::erase_if(bars, [&](const BoardCandle& bar) { return bar.start < from || bar.start > to; });
  return bars;
}

std::vector<BoardFunding> fundings_between(const MarketBoard& board, UtcTime from, UtcTime to) {
  std::vector<BoardFunding> found;
  const auto take = [&](const BoardFunding& paid) {
    if (paid.at >= from && paid.at <= to) found.push_back(paid);
  };
  for (const BoardFunding& paid : board.past().fundings) take(paid);
  for (const BoardFunding& paid : board.fundings()) take(paid);
  return found;
}

Quantity size_of_quote(const MarketBoard& board, OrderSide side, Amount quote) {
  Amount left = quote;
  Quantity size;
  const Market& market = board.market();
  const MarketBook book(market, board.book());
  book.for_each(other_side(side), [&](Price price, Quantity there) {
    const Amount worth = notional_of(price, there);
    const Quantity part = worth <= left ? there : quantity_of(div(left, price, Rounding::floor), Rounding::floor);
    size += part;
    left -= std::min(worth, left);
    return left.sign() > 0;
  });
  return Quantity::from_raw(size.raw() - size.raw() % std::max<std::int64_t>(market.step.raw(), 1));
}

Price average_price(const ClientOrder& order) {
  if (order.filled.is_zero()) return {};
  return Price::from_raw_checked(
      mul_div(order.paid.raw(), Price::kOne, amount_of(order.filled).raw(), Rounding::half_even));
}

ClientOrder order_as_of(const ClientAccount& account, const ClientOrder& order, const ClientEvent& event) {
  ClientOrder then = order;
  if (event.kind != ClientEvent::Kind::accepted && event.kind != ClientEvent::Kind::trade) return then;
  then.filled = {};
  then.paid = {};
  then.fills.clear();
  for (const std::size_t at : order.fills) {
    if (event.kind == ClientEvent::Kind::accepted || at > event.fill) break;
    then.filled += account.fills()[at].size;
    then.paid += account.fills()[at].worth;
    then.fills.push_back(at);
  }
  then.state = event.kind == ClientEvent::Kind::trade && then.filled >= then.terms.size ? ClientOrderState::filled
                                                                                        : ClientOrderState::open;
  return then;
}

PositionFigures position_figures(const ExchangeAccount& pool, const MarketBoard& board) {
  PositionFigures found;
  const Market& market = board.market();
  const Holding& held = pool.position(market);
  found.size = held.amount;
  found.leverage = pool.leverage_of(market);
  found.notional = mul(held.amount, board.mark(), Rounding::half_even);
  if (held.amount.is_zero()) return found;
  found.entry =
      Price::from_raw_checked(mul_div(held.entry_cost.raw(), Price::kOne, held.amount.raw(), Rounding::half_even));
  found.unrealised = found.notional - held.entry_cost;
  found.initial = Amount::from_raw(div_round(found.notional.abs().raw(), found.leverage, Rounding::ceil));
  found.maintenance = maintenance_margin(std::span(market.margin_tiers), found.notional.abs());
  return found;
}

PoolFigures pool_figures(const Marketplace& markets, const ExchangeAccount& pool) {
  PoolFigures sum;
  const AssetId dollar = markets.universe().quote_asset();
  sum.wallet = pool.held(dollar);
  for (const Market* market : pool.spec().markets) {
    if (market->is_spot()) continue;
    const PositionFigures one = position_figures(pool, markets.board(market->id));
    sum.unrealised += one.unrealised;
    sum.initial += one.initial;
    sum.maintenance += one.maintenance;
  }
  sum.margin_balance = sum.wallet + sum.unrealised;
  sum.available = pool.available(dollar);
  sum.withdrawable = pool.withdrawable(dollar);
  return sum;
}

}  // namespace basis::sim
