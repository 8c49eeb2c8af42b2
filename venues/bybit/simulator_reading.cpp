#include <fmt/format.h>

#include <algorithm>

#include "venues/bybit/simulator_market_json.hpp"

namespace basis::bybit::simulated {
namespace {

/// "Not allowed to have more than 500 active orders": 110020; of spot 170810.
constexpr std::int64_t kMostOpenOrders = 500;

struct KindWord {
  std::string_view time_in_force;
  OrderKind kind;
};
constexpr std::array<KindWord, 4> kLimitKinds{{{"GTC", OrderKind::limit},
                                               {"IOC", OrderKind::limit_ioc},
                                               {"FOK", OrderKind::limit_fok},
                                               {"PostOnly", OrderKind::post_only}}};

Checked<OrderSide> read_side(const Call& call) {
  BOOST_OUTCOME_TRY(const auto word, call.params.need("side"));
  if (word == "Buy") return OrderSide::buy;
  if (word == "Sell") return OrderSide::sell;
  return wrong_parameter("side invalid");
}

Checked<OrderKind> read_kind(const Call& call) {
  BOOST_OUTCOME_TRY(const auto type, call.params.need("orderType"));
  if (type == "Market") return OrderKind::market;
  if (type != "Limit") return wrong_parameter("orderType invalid");
  const std::string_view force = call.params.text("timeInForce", "GTC");
  for (const KindWord& row : kLimitKinds)
    if (row.time_in_force == force) return row.kind;
  return wrong_parameter("timeInForce invalid");
}

Checked<SelfTrade> read_prevention(const Call& call) {
  const std::string_view word = call.params.text("smpType", "None");
  if (word == "None") return SelfTrade::expire_maker;
  for (const SelfTrade mode : {SelfTrade::expire_maker, SelfTrade::expire_taker, SelfTrade::expire_both})
    if (prevention_word(mode) == word) return mode;
  return wrong_parameter("smpType invalid");
}

/// An `orderLinkId` may never be used again. Source: "Place Order", "OrderLinkedID is duplicate".
Checked<std::string> read_client_id(const Call& call, Category category, const Market& market) {
  const auto given = call.params.find("orderLinkId");
  if (!given) return std::string();
  const bool plain =
      given->size() <= 36 && std::all_of(given->begin(), given->end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_';
      });
  if (!plain) return wrong_parameter("orderLinkId can only have 36 letters, digits, '-' and '_'");
  if (call.account().order(market.id, *given) != nullptr)
    return category == Category::spot ? Refusal{170141, "Duplicate clientOrderId.", 200}
                                      : Refusal{110072, "OrderLinkedID is duplicate", 200};
  return std::string(*given);
}

/// One-way mode knows position 0 only; the engine has no other.
Checked<void> check_position(const Call& call) {
  BOOST_OUTCOME_TRY(const std::int64_t index, call.params.integer("positionIdx", 0));
  if (index < 0 || index > 2) return wrong_parameter("positionIdx invalid");
  if (index != 0 || call.client->hedge_mode) return wrong_parameter("position idx not match position mode");
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

/// The size in coins: that of a spot market order counts the quote unless it says otherwise, on a purchase.
Checked<Quantity> read_size(Desk& desk, const Call& call, const Market& market, const OrderCommand& terms) {
  const bool by_market = market.is_spot() && terms.kind == OrderKind::market;
  const std::string_view unit = call.params.text("marketUnit", terms.buys() ? "quoteCoin" : "baseCoin");
  if (by_market && unit != "quoteCoin" && unit != "baseCoin") return wrong_parameter("marketUnit invalid");
  if (by_market && unit == "quoteCoin") {
    BOOST_OUTCOME_TRY(const auto quote, call.params.amount("qty"));
    if (!quote) return param_words(sim::ParamFault::missing, "qty");
    if (*quote < market.minimum_notional)
      return refusal_of(Category::spot, RejectReason::notional, OrderAction::create);
    return sim::size_of_quote(desk.markets().board(market.id), terms.side, *quote);
  }
  BOOST_OUTCOME_TRY(const auto size, call.params.quantity("qty"));
  if (!size) return param_words(sim::ParamFault::missing, "qty");
  return *size;
}

/// A market order with a tolerance is a limit that does not rest: "Place Order", slippageTolerance.
Checked<void> read_tolerance(Desk& desk, const Call& call, const Market& market, sim::ClientOrder& order) {
  const auto type = call.params.find("slippageToleranceType");
  if (!type || order.terms.kind != OrderKind::market) return BOOST_OUTCOME_V2_NAMESPACE::success();
  BOOST_OUTCOME_TRY(const auto tolerance, call.params.price("slippageTolerance"));
  const auto top = desk.markets().board(market.id).top();
  if (!tolerance || (*type != "TickSize" && *type != "Percent")) return wrong_parameter("slippageTolerance invalid");
  if (!top) return refusal_of(category_of(market), RejectReason::no_market, OrderAction::create);
  const bool buys = order.terms.buys();
  const Price best = buys ? top->ask.price : top->bid.price;
  const i128 way = *type == "TickSize"
                       ? mul_div(market.tick.raw(), tolerance->raw(), Price::kOne, Rounding::floor)
                       : mul_div(best.raw(), tolerance->raw(), i128{Price::kOne} * 100, Rounding::floor);
  const i128 limit = buys ? best.raw() + way : best.raw() - way;
  order.terms.kind = OrderKind::limit_ioc;
  order.terms.limit = Price::from_raw_checked(limit - limit % market.tick.raw());
  order.words = "Market";
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

std::int64_t open_in(const Call& call, const Market& market) {
  return std::count_if(call.account().open_orders().begin(), call.account().open_orders().end(),
                       [&](std::int64_t number) { return call.account().order(number)->terms.market == market.id; });
}

bool multiple_of(std::int64_t value, std::int64_t unit) { return unit <= 0 || value % unit == 0; }

RejectReason fault_of(Desk& desk, const Call& call, const Market& market, const OrderCommand& terms) {
  const sim::MarketBoard& board = desk.markets().board(market.id);
  if (board.halted()) return RejectReason::no_market;
  if (terms.has_limit()) {
    if (terms.limit.is_zero() || !multiple_of(terms.limit.raw(), market.tick.raw())) return RejectReason::tick;
    const auto worst = worst_limit(board, terms.side);
    if (worst && (terms.buys() ? terms.limit > *worst : terms.limit < *worst)) return RejectReason::price_band;
  }
  if (!multiple_of(terms.size.raw(), market.step.raw())) return RejectReason::step;
  if (terms.size < market.minimum_size || terms.size > market.maximum_size) return RejectReason::size;
  const Price worth_at = terms.has_limit() ? terms.limit : market.is_spot() ? board.last() : board.mark();
  if (!terms.reduce_only && notional_of(worth_at, terms.size) < market.minimum_notional) return RejectReason::notional;
  const bool rests = terms.kind == OrderKind::limit || terms.kind == OrderKind::post_only;
  if (rests && open_in(call, market) >= kMostOpenOrders) return RejectReason::too_many_orders;
  return RejectReason::none;
}

}  // namespace

Checked<sim::ClientOrder> read_order(Desk& desk, const Call& call, Category category, const Market& market) {
  sim::ClientOrder order;
  OrderCommand& terms = order.terms;
  terms.market = market.id;
  BOOST_OUTCOME_TRY(terms.side, read_side(call));
  BOOST_OUTCOME_TRY(terms.kind, read_kind(call));
  if (call.params.has("triggerPrice") && call.params.text("triggerPrice") != "0")
    return wrong_parameter("Conditional orders are not simulated.");
  BOOST_OUTCOME_TRY(const std::int64_t borrows, call.params.integer("isLeverage", 0));
  if (borrows != 0 && category == Category::spot)
    return Refusal{170036, "You haven't enabled Cross Margin Trading yet.", 200};
  if (category == Category::linear) {
    BOOST_OUTCOME_TRY(check_position(call));
    BOOST_OUTCOME_TRY(terms.reduce_only, call.params.flag("reduceOnly", false));
  }
  BOOST_OUTCOME_TRY(terms.size, read_size(desk, call, market, terms));
  BOOST_OUTCOME_TRY(const auto price, call.params.price("price"));
  if (terms.has_limit() && !price) return param_words(sim::ParamFault::missing, "price");
  // "Market order will ignore this field."
  if (terms.has_limit()) terms.limit = *price;
  BOOST_OUTCOME_TRY(read_tolerance(desk, call, market, order));
  BOOST_OUTCOME_TRY(terms.self_trade, read_prevention(call));
  BOOST_OUTCOME_TRY(order.client_id, read_client_id(call, category, market));
  const RejectReason fault = fault_of(desk, call, market, terms);
  if (fault != RejectReason::none) return refusal_of(category, fault, OrderAction::create);
  return order;
}

}  // namespace basis::bybit::simulated
