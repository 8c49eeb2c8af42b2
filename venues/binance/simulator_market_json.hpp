#pragma once

#include "venues/binance/simulator_desk.hpp"

namespace basis::binance::simulated {

/// The best levels of a side as pairs of texts, under `name`.
void write_levels(sim::JsonFields& json, std::string_view name, const sim::MarketBoard& board, BookSide side,
                  std::size_t most);

/// Writes one market, or a list of them where the request names none.
Outcome for_each_symbol(Desk& desk, const Call& call,
                        const std::function<void(sim::JsonFields&, const sim::MarketBoard&)>& write);

// What both segments answer alike.
Outcome answer_ping(Desk& desk, const Call& call);
Outcome answer_time(Desk& desk, const Call& call);
Outcome answer_depth(Desk& desk, const Call& call);
Outcome answer_trades(Desk& desk, const Call& call);
Outcome answer_agg_trades(Desk& desk, const Call& call);
Outcome answer_klines(Desk& desk, const Call& call);
Outcome answer_mark_klines(Desk& desk, const Call& call);
Outcome answer_price(Desk& desk, const Call& call);
Outcome answer_book_ticker(Desk& desk, const Call& call);
Outcome answer_day(Desk& desk, const Call& call);
Outcome answer_spot_exchange_info(Desk& desk, const Call& call);
Outcome answer_usdm_exchange_info(Desk& desk, const Call& call);

/// A fee as a part of one: "0.0005".
std::string fee_rate_text(BasisPoints bps);
/// A funding rate with eight decimals.
std::string eight_rate_text(Ray rate);

}  // namespace basis::binance::simulated
