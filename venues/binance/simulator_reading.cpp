#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/binance/simulator_desk.hpp"

namespace basis::binance::simulated {
namespace {

constexpr std::int64_t kMostOpenOrders = 200;
constexpr Nanos kLeastGoodTill = kSecond * 600;
/// A limit may be so many times the last price: PERCENT_PRICE_BY_SIDE.
constexpr std::int64_t kSpotBand = 5;

struct KindWord {
  std::string_view type;
  std::string_view time_in_force;
  OrderKind kind;
};
// `time_in_force` is empty where the type needs none.
constexpr std::array<KindWord, 5> kSpotKinds{{{"LIMIT", "GTC", OrderKind::limit},
                                              {"LIMIT", "IOC", OrderKind::limit_ioc},
                                              {"LIMIT", "FOK", OrderKind::limit_fok},
                                              {"LIMIT_MAKER", "", OrderKind::post_only},
                                              {"MARKET", "", OrderKind::market}}};
constexpr std::array<KindWord, 6> kUsdmKinds{{{"LIMIT", "GTC", OrderKind::limit},
                                              {"LIMIT", "IOC", OrderKind::limit_ioc},
                                              {"LIMIT", "FOK", OrderKind::limit_fok},
                                              {"LIMIT", "GTX", OrderKind::post_only},
                                              {"LIMIT", "GTD", OrderKind::limit},
                                              {"MARKET", "", OrderKind::market}}};
constexpr std::array<std::string_view, 5> kConditional = {"STOP", "STOP_MARKET", "TAKE_PROFIT", "TAKE_PROFIT_MARKET",
                                                          "TRAILING_STOP_MARKET"};

Checked<OrderSide> read_side(const Call& call) {
  BOOST_OUTCOME_TRY(const auto word, call.params.need("side"));
  if (word == "BUY") return OrderSide::buy;
  if (word == "SELL") return OrderSide::sell;
  return Refusal{-1117, "Invalid side."};
}

Checked<OrderKind> read_kind(const Call& call, std::span<const KindWord> kinds) {
  BOOST_OUTCOME_TRY(const auto type, call.params.need("type"));
  const auto known = [&](const KindWord& row) { return row.type == type; };
  if (std::none_of(kinds.begin(), kinds.end(), known)) return Refusal{-1116, "Invalid orderType."};
  const bool timed = !std::find_if(kinds.begin(), kinds.end(), known)->time_in_force.empty();
  std::string_view force;
  if (timed) {
    BOOST_OUTCOME_TRY(force, call.params.need("timeInForce"));
  } else if (call.segment == Segment::spot && call.params.has("timeInForce")) {
    return Refusal{-1106, "Parameter 'timeInForce' sent when not required."};
  }
  for (const KindWord& row : kinds)
    if (row.type == type && row.time_in_force == force) return row.kind;
  return Refusal{-1115, "Invalid timeInForce."};
}

Checked<SelfTrade> read_prevention(const Call& call) {
  const std::string_view word = call.params.text("selfTradePreventionMode", "EXPIRE_MAKER");
  for (const SelfTrade mode : {SelfTrade::expire_maker, SelfTrade::expire_taker, SelfTrade::expire_both})
    if (prevention_word(mode) == word) return mode;
  return malformed("selfTradePreventionMode");
}

bool plain_id(std::string_view id, std::string_view more) {
  return id.size() <= 36 && std::all_of(id.begin(), id.end(), [&](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  more.find(c) != more.npos;
         });
}

Checked<std::string> read_client_id(Desk& desk, const Call& call, const Market& market) {
  const bool spot = call.segment == Segment::spot;
  const auto given = call.params.find("newClientOrderId");
  if (!given) return desk.new_listen_key().substr(0, 22);
  if (!plain_id(*given, spot ? "-_" : ".:/_-"))
    return Refusal{-1100, fmt::format("Illegal characters found in parameter 'newClientOrderId'; legal range is '{}'.",
                                      spot ? "^[a-zA-Z0-9-_]{1,36}$" : "^[\\.A-Z\\:/a-z0-9_-]{1,36}$")};
  const sim::ClientOrder* const known = call.account().order(market.id, *given);
  if (known != nullptr && known->open())
    return spot ? Refusal{-2010, "Duplicate order sent."} : Refusal{-4116, "ClientOrderId is duplicated."};
  return std::string(*given);
}

std::int64_t open_in(const Call& call, const Market& market) {
  return std::count_if(call.account().open_orders().begin(), call.account().open_orders().end(),
                       [&](std::int64_t number) { return call.account().order(number)->terms.market == market.id; });
}

bool multiple_of(std::int64_t value, std::int64_t unit) { return unit <= 0 || value % unit == 0; }

/// The filters of spot, in the order in which the venue lists them. Source: filters.md of binance-spot-api-docs.
Checked<void> check_spot(Desk& desk, const Call& call, const Market& market, const OrderCommand& terms) {
  const sim::MarketBoard& board = desk.markets().board(market.id);
  if (board.halted()) return Refusal{-1013, "Market is closed."};
  if (terms.has_limit()) {
    if (terms.limit.is_zero() || !multiple_of(terms.limit.raw(), market.tick.raw()))
      return filter_failure("PRICE_FILTER");
    const i128 last = board.last().raw();
    if (last > 0 && (terms.buys() ? terms.limit.raw() > last * kSpotBand : i128{terms.limit.raw()} * kSpotBand < last))
      return filter_failure("PERCENT_PRICE_BY_SIDE");
  }
  if (!multiple_of(terms.size.raw(), market.step.raw()) || terms.size < market.minimum_size ||
      terms.size > market.maximum_size)
    return filter_failure("LOT_SIZE");
  const Price worth_at = terms.has_limit() ? terms.limit : board.last();
  if (notional_of(worth_at, terms.size) < market.minimum_notional) return filter_failure("NOTIONAL");
  const bool rests = terms.kind == OrderKind::limit || terms.kind == OrderKind::post_only;
  if (rests && open_in(call, market) >= kMostOpenOrders) return filter_failure("MAX_NUM_ORDERS");
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

Checked<Quantity> read_spot_size(Desk& desk, const Call& call, const Market& market, const OrderCommand& terms) {
  BOOST_OUTCOME_TRY(const auto size, call.params.quantity("quantity"));
  if (size) return *size;
  BOOST_OUTCOME_TRY(const auto quote, call.params.amount("quoteOrderQty"));
  if (terms.kind != OrderKind::market || !quote) return malformed("quantity");
  return sim::size_of_quote(desk.markets().board(market.id), terms.side, *quote);
}

}  // namespace

Checked<sim::ClientOrder> read_spot_order(Desk& desk, const Call& call, const Market& market) {
  sim::ClientOrder order;
  OrderCommand& terms = order.terms;
  terms.market = market.id;
  BOOST_OUTCOME_TRY(terms.side, read_side(call));
  BOOST_OUTCOME_TRY(terms.kind, read_kind(call, kSpotKinds));
  BOOST_OUTCOME_TRY(terms.size, read_spot_size(desk, call, market, terms));
  BOOST_OUTCOME_TRY(const auto price, call.params.price("price"));
  if (terms.has_limit() && !price) return malformed("price");
  if (!terms.has_limit() && price) return Refusal{-1106, "Parameter 'price' sent when not required."};
  terms.limit = price.value_or(Price{});
  BOOST_OUTCOME_TRY(terms.self_trade, read_prevention(call));
  const std::string_view wanted = call.params.text("newOrderRespType", "FULL");
  if (wanted != "ACK" && wanted != "RESULT" && wanted != "FULL")
    return Refusal{-1100,
                   "Illegal characters found in parameter 'newOrderRespType'; legal range is 'ACK|RESULT|FULL'."};
  BOOST_OUTCOME_TRY(check_spot(desk, call, market, terms));
  BOOST_OUTCOME_TRY(order.client_id, read_client_id(desk, call, market));
  return order;
}

namespace {

Refusal over_precision() { return {-1111, "Precision is over the maximum defined for this asset."}; }

/// Whether a number has more decimals than `unit`.
bool finer_than(std::int64_t value, std::int64_t unit) {
  std::int64_t decimal = 1;
  while (decimal < unit && unit % (decimal * 10) == 0) decimal *= 10;
  return value % decimal != 0;
}

Checked<void> check_usdm(Desk& desk, const Call& call, const Market& market, const OrderCommand& terms) {
  const sim::MarketBoard& board = desk.markets().board(market.id);
  if (board.halted()) return Refusal{-4108, "This symbol is currently not open for trading."};
  if (terms.size.is_zero()) return Refusal{-4003, "Quantity less than or equal to zero."};
  if (terms.has_limit() && terms.limit.is_zero()) return Refusal{-4001, "Price less than 0."};
  if (finer_than(terms.size.raw(), market.step.raw()) || finer_than(terms.limit.raw(), market.tick.raw()))
    return over_precision();
  if (!multiple_of(terms.limit.raw(), market.tick.raw())) return Refusal{-4014, "Price not increased by tick size."};
  if (!multiple_of(terms.size.raw(), market.step.raw())) return Refusal{-4023, "Qty not increased by step size."};
  if (terms.size < market.minimum_size) return Refusal{-4004, "Quantity less than min quantity."};
  if (terms.size > market.maximum_size) return Refusal{-4005, "Quantity greater than max quantity."};
  const Price at = terms.has_limit() ? terms.limit : board.mark();
  if (!terms.reduce_only && notional_of(at, terms.size) < market.minimum_notional)
    return Refusal{-4164, fmt::format("Order's notional must be no smaller than {} (unless you choose reduce only).",
                                      market.minimum_notional.to_string())};
  const bool rests = terms.kind == OrderKind::limit || terms.kind == OrderKind::post_only;
  if (rests && open_in(call, market) >= kMostOpenOrders) return Refusal{-2025, "Reach max open order limit."};
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

/// The engine knows one position a market, as in one-way mode.
Checked<void> check_position_side(const Call& call) {
  const std::string_view side = call.params.text("positionSide", "BOTH");
  if (side != "BOTH" && side != "LONG" && side != "SHORT") return malformed("positionSide");
  if ((side == "BOTH") == call.client->hedge_mode)
    return Refusal{-4061, "Order's position side does not match user's setting."};
  if (call.client->hedge_mode) return Refusal{-1128, "Combination of optional parameters invalid."};
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

}  // namespace

Checked<sim::ClientOrder> read_usdm_order(Desk& desk, const Call& call, const Market& market) {
  sim::ClientOrder order;
  OrderCommand& terms = order.terms;
  terms.market = market.id;
  BOOST_OUTCOME_TRY(terms.side, read_side(call));
  const std::string_view type = call.params.text("type");
  if (std::find(kConditional.begin(), kConditional.end(), type) != kConditional.end())
    return Refusal{-4120,
                   "Order type not supported for this endpoint. Please use the Algo Order API endpoints instead."};
  BOOST_OUTCOME_TRY(terms.kind, read_kind(call, kUsdmKinds));
  BOOST_OUTCOME_TRY(check_position_side(call));
  BOOST_OUTCOME_TRY(const auto size, call.params.quantity("quantity"));
  if (!size) return malformed("quantity");
  terms.size = *size;
  BOOST_OUTCOME_TRY(const auto price, call.params.price("price"));
  if (terms.has_limit() && !price) return malformed("price");
  if (!terms.has_limit() && price) return Refusal{-1106, "Parameter 'price' sent when not required."};
  terms.limit = price.value_or(Price{});
  BOOST_OUTCOME_TRY(terms.reduce_only, call.params.flag("reduceOnly", false));
  BOOST_OUTCOME_TRY(terms.self_trade, read_prevention(call));
  if (call.params.text("timeInForce") == "GTD") {
    BOOST_OUTCOME_TRY(const auto until, call.params.integer("goodTillDate"));
    if (!until) return malformed("goodTillDate");
    order.expires = UtcTime::from_nanos(*until / 1'000 * kSecond.count);
    if (*order.expires < call.now + kLeastGoodTill)
      return Refusal{-5040, "The goodTillDate timestamp must be greater than the current time plus 600 seconds."};
  }
  BOOST_OUTCOME_TRY(check_usdm(desk, call, market, terms));
  BOOST_OUTCOME_TRY(order.client_id, read_client_id(desk, call, market));
  return order;
}

}  // namespace basis::binance::simulated
