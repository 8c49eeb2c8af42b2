#pragma once

#include <optional>
#include <string>

#include "tools/trade/trade_desk.hpp"
#include "tools/trade/trade_report.hpp"
#include "tools/trade/trade_rules.hpp"

namespace basis {

// What the actions of `basis trade` do with a desk that is connected. Amounts are exact; coins are coins, also where
// the venue counts contracts.

/// Tables "balances" (asset, amount, available, withdrawable) and, where it has perps, "positions" (market, size in
/// signed coins, entry_price, worth at entry).
TradeReport balances_report(const TradeDesk& desk);
TradeReport positions_report(const TradeDesk& desk);
/// "open": open orders, of others too (own: no), of one market or of all.
TradeReport open_report(const TradeDesk& desk, std::optional<MarketId> market);
/// "fills" of a market, oldest first.
TradeReport fills_report(const TradeDesk& desk, MarketId market);
/// "order": one order as the venue has it, open or ended. Refused: the venue does not know it.
Result<TradeReport> order_report(TradeDesk& desk, const ClientOrderId& id, MarketId market, Nanos limit);

/// Sends an order after `check_worth`; "order" and "fills" tell what it came to.
Result<TradeReport> send_order(TradeDesk& desk, OrderCommand command, const HandLimits& limits, Nanos limit);
/// Absent price or size: it stays. Usage error: terms that the market does not take, or that it cannot change.
Result<TradeReport> amend_order(TradeDesk& desk, const ClientOrderId& id, MarketId market, std::optional<Price> price,
                                std::optional<Quantity> size, const HandLimits& limits, Nanos limit);
Result<TradeReport> cancel_order(TradeDesk& desk, const ClientOrderId& id, MarketId market, Nanos limit);
TradeReport cancel_orders(TradeDesk& desk, MarketId market, Nanos limit);
/// "movement": what became of it.
TradeReport move_money(TradeDesk& desk, const MoneyOrder& order, Nanos limit);

/// "limit", "post_only": a kind as --kind names it.
std::string_view order_kind_word(OrderKind kind);

}  // namespace basis
