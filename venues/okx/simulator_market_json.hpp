#pragma once

#include "venues/okx/simulator_desk.hpp"

namespace basis::okx::simulated {

/// The best levels of a side as the venue lists them: price, size, "0", and a number of orders.
void write_levels(sim::JsonFields& json, std::string_view name, const sim::MarketBoard& board, BookSide side,
                  std::size_t most);
/// A ticker. Source: "Get ticker", "Tickers channel".
void write_ticker(sim::JsonFields& json, const sim::MarketBoard& board, std::int64_t at);
/// A public trade. Source: "Get trades", "Trades channel".
void write_trade(sim::JsonFields& json, const Market& market, const sim::BoardTrade& trade, std::int64_t at,
                 bool pushed);
/// Source: "Get mark price", "Mark price channel".
void write_mark(sim::JsonFields& json, const sim::MarketBoard& board, std::int64_t at);
/// Source: "Get funding rate", "Funding rate channel".
void write_funding(sim::JsonFields& json, const Desk& desk, const sim::MarketBoard& board, std::int64_t at);
/// A candle as a list. Source: "Get candlesticks", "Candlesticks channel".
void write_candle(sim::JsonFields& json, const Market& market, const sim::BoardCandle& bar, bool ended,
                  bool volumes = true);

}  // namespace basis::okx::simulated
