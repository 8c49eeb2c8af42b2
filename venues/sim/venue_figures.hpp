#pragma once

#include <string>
#include <vector>

#include "venues/sim/client_account.hpp"

namespace basis::sim {

/// A market's last day; `change_percent` has three decimals.
struct DayFigures {
  Price open, high, low, last, change, average;
  std::string change_percent = "0.000";
  Quantity volume;
  Amount quote_volume;
  std::int64_t trades = 0;
};
DayFigures day_figures(const MarketBoard& board);

/// Bars of `length` that begin from `from` to `to`, the oldest first: those of hours before the run, where `length` is
/// whole hours, and those of the run.
std::vector<BoardCandle> bars_between(const MarketBoard& board, Nanos length, UtcTime from, UtcTime to);
/// Bars of a perp's mark before the run, as `bars_between`.
std::vector<BoardCandle> mark_bars_between(const MarketBoard& board, Nanos length, UtcTime from, UtcTime to);
/// Payments of funding from `from` to `to`, before the run and in it, the oldest first.
std::vector<BoardFunding> fundings_between(const MarketBoard& board, UtcTime from, UtcTime to);

/// Coins that so much of the quote buys or sells at the levels that are there, rounded down to the market's step.
Quantity size_of_quote(const MarketBoard& board, OrderSide side, Amount quote);

/// The average price of the fills, rounded to the nearest unit; zero without one.
Price average_price(const ClientOrder& order);

/// The order as it was when this event happened: a later fill of the same action is not yet in it.
ClientOrder order_as_of(const ClientAccount& account, const ClientOrder& order, const ClientEvent& event);

/// One position's figures at the mark.
struct PositionFigures {
  Amount size, notional, unrealised, initial, maintenance;
  Price entry;
  std::int64_t leverage = 1;
};
PositionFigures position_figures(const ExchangeAccount& pool, const MarketBoard& board);

/// An account's figures in the currency of its perps.
struct PoolFigures {
  Amount wallet, unrealised, initial, maintenance, margin_balance, available, withdrawable;
  /// What open orders hold back: it is neither available nor a position's.
  [[nodiscard]] Amount ordered() const { return std::max(margin_balance - initial - available, Amount{}); }
};
PoolFigures pool_figures(const Marketplace& markets, const ExchangeAccount& pool);

}  // namespace basis::sim
