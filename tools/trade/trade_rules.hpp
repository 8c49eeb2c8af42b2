#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"
#include "core/execution/order_command.hpp"
#include "core/instruments/market.hpp"
#include "core/marketdata/order_book.hpp"

namespace basis {

/// The ids of orders and movements made by hand begin so; those of a node begin with its six letters.
inline constexpr std::string_view kHandPrefix = "hand";

/// "hand" and the microseconds since the epoch in 18 digits: as `ClientOrderIds` makes ids, the first six of them as
/// the number of the start.
ClientOrderId hand_id(UtcTime now);

/// What a person's order may be, apart from the market's rules.
struct HandLimits {
  Amount maximum_notional;  ///< of one order, in the quote
  BasisPoints price_band;   ///< how far a limit may lie on the other side of the market
};

/// An order as it was typed.
struct HandOrder {
  std::string side;  ///< "buy", "sell"
  std::string size;  ///< coins
  std::string limit{};
  std::string kind{};  ///< market | limit | ioc | fok | post_only; empty: limit with a limit, else market
  bool reduce_only = false;
};

/// The command, without an id. Usage errors, by option, with the allowed range: numbers that are none, a kind and a
/// limit that do not go together, and everything that `check_terms` refuses.
Result<OrderCommand> read_order(const HandOrder& order, const Market& market);

/// Whether size and limit are on the market's steps and in its ranges. A limit of zero is none.
Result<void> check_terms(Quantity size, Price limit, const Market& market);

/// Whether the worth of the order is what the market and the limits allow, and its limit not beyond the market. `top`
/// absent: without a price a market order is not checked here.
Result<void> check_worth(const OrderCommand& order, const Market& market, const std::optional<TopOfBook>& top,
                         const HandLimits& limits);

/// Size times price, in the quote, rounded to 1e-18 half to even.
Amount worth_of(Quantity size, Price price);

/// A number of coins, a price or an amount of an option. Usage error that names option, text and range; over zero.
Result<Quantity> read_size(std::string_view option, const std::string& text);
Result<Price> read_limit(std::string_view option, const std::string& text);
Result<Amount> read_amount(std::string_view option, const std::string& text);

}  // namespace basis
