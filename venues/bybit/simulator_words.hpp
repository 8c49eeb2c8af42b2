#pragma once

#include "venues/bybit/simulator_desk.hpp"

namespace basis::bybit::simulated {

// Ids. Derivatives have UUIDs, spot has numbers of 19 digits, as the samples of the venue's documentation show.
std::string order_id(const Market& market, std::int64_t number);
/// The number in an id of either kind; absent: it is none of this venue's.
std::optional<std::int64_t> order_number(std::string_view id);
/// Ids of trades count up market by market, so that two markets have equal ones.
std::string exec_id(const Market& market, std::int64_t number);
std::string funding_id(std::int64_t number);

// Words of "Enum Definitions".
std::string_view side_word(OrderSide side);
std::string_view status_word(const Market& market, const sim::ClientOrder& order);
std::string_view time_in_force_word(const sim::ClientOrder& order);
std::string_view order_type_word(const sim::ClientOrder& order);
std::string_view exec_type_word(FillOrigin origin);
std::string_view prevention_word(SelfTrade self_trade);

/// Rounded toward zero to eight decimals, without trailing zeros.
std::string shown(Amount amount);
/// "0.00055".
std::string rate_text(BasisPoints bps);
std::string rate_text(Ray rate);
/// A part of a whole with four decimals; "0" of nothing.
std::string ratio_text(Amount part, Amount whole);

/// An order as queries list it and as the topic `order` tells it; `topic`: with what only the topic has. "Get Open &
/// Closed Orders", "Order" of the private topics.
void write_order(sim::JsonFields& json, Desk& desk, const sim::ClientAccount& account, const sim::ClientOrder& order,
                 bool topic);
/// A fill as "Get Trade History" lists it and the topic `execution` tells it. `left`: what the order had open then.
void write_execution(sim::JsonFields& json, Desk& desk, const sim::ClientOrder& order, const sim::ClientFill& fill,
                     Quantity left, bool topic);
/// What the topic `execution.fast` tells: no fee, and no client id where the fill was made.
void write_fast_execution(sim::JsonFields& json, Desk& desk, const sim::ClientOrder& order,
                          const sim::ClientFill& fill);
/// A payment of funding as an execution.
void write_funding_execution(sim::JsonFields& json, Desk& desk, const SimClient& client,
                             const sim::ClientIncome& income);
/// A position as "Get Position Info" lists it and the topic `position` tells it.
void write_position(sim::JsonFields& json, Desk& desk, const SimClient& client, const Market& market, FillOrigin origin,
                    UtcTime now, bool topic);
/// The account as "Get Wallet Balance" lists it; `only` empty: with all coins.
void write_wallet(sim::JsonFields& json, Desk& desk, const SimClient& client, const std::vector<AssetId>& only);
Outcome answer_transaction_log(Desk& desk, const Call& call);
/// The leverage that is in force or was set.
std::int64_t leverage_of(const SimClient& client, const Market& market);

/// The best levels of a side as pairs of texts, under `name`.
void write_levels(sim::JsonFields& json, std::string_view name, const sim::MarketBoard& board, BookSide side,
                  std::size_t most);
/// What the topic `tickers` tells of a market, by name.
using TickerField = std::pair<std::string_view, std::string>;
std::vector<TickerField> ticker_fields(const sim::MarketBoard& board);

}  // namespace basis::bybit::simulated
