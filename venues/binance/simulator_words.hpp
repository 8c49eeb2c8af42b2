#pragma once

#include "venues/binance/simulator_desk.hpp"

namespace basis::binance::simulated {

// Messages of streams that are told once a second; `at` in milliseconds.
std::string ticker_text(Segment segment, const sim::MarketBoard& board, std::int64_t at);
std::string mini_ticker_text(Segment segment, const sim::MarketBoard& board, std::int64_t at);
/// The running candle of one minute.
std::string candle_text(Segment segment, const sim::MarketBoard& board, std::int64_t at);

}  // namespace basis::binance::simulated
