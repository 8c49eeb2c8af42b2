#include <algorithm>
#include <array>

#include "venues/binance/simulator_desk.hpp"

namespace basis::binance::simulated {
namespace {

using sim::ClientOrder;
using sim::JsonFields;

/// The order as it was when the venue took it: what the answer ACK tells.
ClientOrder as_accepted(const ClientOrder& order) {
  ClientOrder accepted = order;
  accepted.filled = {};
  accepted.paid = {};
  accepted.state = sim::ClientOrderState::open;
  return accepted;
}

Outcome place_usdm(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(ClientOrder order, read_usdm_order(desk, call, *market));
  const std::string_view wanted = call.params.text("newOrderRespType", "ACK");
  if (wanted != "ACK" && wanted != "RESULT") return malformed("newOrderRespType");
  const ClientOrder terms = order;
  const auto taken = call.account().place(std::move(order), call.now);
  if (taken.order == nullptr) return refusal_of(Segment::usdm, taken.reason, OrderAction::create, *market, &terms);
  JsonFields json;
  write_usdm_order(json, call, call.account(), wanted == "ACK" ? as_accepted(*taken.order) : *taken.order, true);
  return json.take();
}

Outcome test_usdm(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const ClientOrder order, read_usdm_order(desk, call, *market));
  JsonFields json;
  write_usdm_order(json, call, call.account(), order, true);
  return json.take();
}

Outcome modify_usdm(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(ClientOrder * order, named_order(call, *market));
  BOOST_OUTCOME_TRY(const std::string_view side, call.params.need("side"));
  BOOST_OUTCOME_TRY(const auto size, call.params.quantity("quantity"));
  BOOST_OUTCOME_TRY(const auto price, call.params.price("price"));
  if (!size) return malformed("quantity");
  if (!price) return malformed("price");
  if (order == nullptr) return no_such_order();
  if (!order->open()) return no_such_order();
  if (side != side_word(order->terms.side)) return Refusal{-1117, "Invalid side."};
  if (*price == order->terms.limit && *size == order->terms.size) return Refusal{-5027, "No need to modify the order."};
  // "If the order's new quantity is not over what has filled, the order is cancelled": "Modify Order".
  if (*size <= order->filled) {
    call.account().cancel(*order, call.now);
  } else {
    ClientOrder wanted = *order;
    wanted.terms.limit = *price;
    const RejectReason reason = call.account().amend(*order, *price, *size, call.now);
    if (reason != RejectReason::none) return refusal_of(Segment::usdm, reason, OrderAction::amend, *market, &wanted);
  }
  JsonFields json;
  write_usdm_order(json, call, call.account(), *order, true);
  return json.take();
}

/// Orders that ended without a fill are forgotten after three days ("Query Order").
bool forgotten(const ClientOrder& order, UtcTime now) {
  return !order.open() && order.filled.is_zero() && now - order.updated > kDay * 3;
}

Outcome query_usdm(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const ClientOrder* order, named_order(call, *market));
  if (order == nullptr || forgotten(*order, call.now)) return no_such_order();
  JsonFields json;
  write_usdm_order(json, call, call.account(), *order, false);
  return json.take();
}

Outcome query_open_usdm(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const ClientOrder* order, named_order(call, *market));
  if (order == nullptr || !order->open()) return no_such_order();
  JsonFields json;
  write_usdm_order(json, call, call.account(), *order, false);
  return json.take();
}

Outcome cancel_usdm(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(ClientOrder * order, named_order(call, *market));
  if (order == nullptr || !order->open()) return Refusal{-2011, "Unknown order sent."};
  const RejectReason reason = call.account().cancel(*order, call.now);
  if (reason != RejectReason::none) return refusal_of(Segment::usdm, reason, OrderAction::cancel, *market, order);
  JsonFields json;
  write_usdm_order(json, call, call.account(), *order, true);
  return json.take();
}

Outcome cancel_all_usdm(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  call.account().cancel_all(market->id, call.now);
  return std::string(R"({"code":200,"msg":"The operation of cancel all open order is done."})");
}

Outcome open_usdm(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.any_market(call));
  JsonFields json;
  json.array();
  for (const std::int64_t number : call.account().open_orders()) {
    const ClientOrder& order = *call.account().order(number);
    const bool spot = desk.universe()[order.terms.market].is_spot();
    if (spot || (market != nullptr && order.terms.market != market->id)) continue;
    write_usdm_order(json, call, call.account(), order, false);
  }
  return json.end_array().take();
}

Outcome all_usdm(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const std::int64_t from, call.params.integer("orderId", 0));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 500));
  BOOST_OUTCOME_TRY(const std::int64_t start, call.params.integer("startTime", 0));
  BOOST_OUTCOME_TRY(const std::int64_t end, call.params.integer("endTime", std::int64_t{1} << 60));
  if (call.params.has("startTime") && call.params.has("endTime") && end - start > 7 * 24 * 3'600'000LL)
    return Refusal{-4165, "Search window is restricted to 7 days."};
  std::vector<const ClientOrder*> found;
  for (const ClientOrder& order : call.account().orders()) {
    const std::int64_t at = sim::millis(order.created);
    if (order.terms.market == market->id && order.number >= from && at >= start && at <= end &&
        !forgotten(order, call.now))
      found.push_back(&order);
  }
  sim::keep_at_most(found, limit, call.params.has("orderId") || call.params.has("startTime"));
  JsonFields json;
  json.array();
  for (const ClientOrder* order : found) write_usdm_order(json, call, call.account(), *order, false);
  return json.end_array().take();
}

Outcome countdown(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const auto time, call.params.integer("countdownTime"));
  if (!time || *time < 0) return malformed("countdownTime");
  const std::optional<UtcTime> at = *time == 0 ? std::nullopt : std::optional(call.now + Nanos{*time * 1'000'000});
  call.account().arm_dead_man(market->id, at);
  return JsonFields()
      .object()
      .text("symbol", market->native)
      .text("countdownTime", std::to_string(*time))
      .end_object()
      .take();
}

Outcome usdm_trades(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const auto found,
                    asked_fills(call, *market, kDay * 7, {-4165, "Search window is restricted to 7 days."}));
  JsonFields json;
  json.array();
  for (const sim::ClientFill* fill : found)
    json.object()
        .flag("buyer", fill->side == OrderSide::buy)
        .text("commission", shown(Segment::usdm, fill->fee))
        .text("commissionAsset", desk.universe().name(fill->fee_asset))
        .number("id", fill->id)
        .flag("maker", fill->liquidity == Liquidity::maker)
        .number("orderId", fill->order)
        .text("price", fill->price.to_string())
        .text("qty", fill->size.to_string())
        .text("quoteQty", shown(Segment::usdm, fill->worth))
        .text("realizedPnl", shown(Segment::usdm, fill->realised))
        .text("side", side_word(fill->side))
        .text("positionSide", "BOTH")
        .text("symbol", market->native)
        .number("time", sim::millis(fill->at))
        .end_object();
  return json.end_array().take();
}

/// Orders by which the venue closed positions. Source: "User's Force Orders".
Outcome force_orders(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.any_market(call));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", call.params.has("symbol") ? 100 : 50));
  BOOST_OUTCOME_TRY(const std::int64_t start, call.params.integer("startTime", 0));
  BOOST_OUTCOME_TRY(const std::int64_t end, call.params.integer("endTime", std::int64_t{1} << 60));
  const std::string_view type = call.params.text("autoCloseType");
  if (!type.empty() && type != "LIQUIDATION" && type != "ADL") return malformed("autoCloseType");
  std::vector<const ClientOrder*> found;
  for (const ClientOrder& order : call.account().orders()) {
    const std::int64_t at = sim::millis(order.created);
    const std::string_view own = order.origin == FillOrigin::liquidation ? "LIQUIDATION" : "ADL";
    if (order.origin != FillOrigin::order && (market == nullptr || market->id == order.terms.market) &&
        (type.empty() || type == own) && at >= start && at <= end)
      found.push_back(&order);
  }
  sim::keep_at_most(found, std::min<std::int64_t>(limit, 100), call.params.has("startTime"));
  JsonFields json;
  json.array();
  for (const ClientOrder* order : found) write_usdm_order(json, call, call.account(), *order, false);
  return json.end_array().take();
}

/// Conditional orders are refused: the simulator has none.
Outcome no_algo(Desk&, const Call&) { return Refusal{-4120, "Conditional orders are not simulated."}; }

Outcome no_algo_open(Desk&, const Call&) { return std::string("[]"); }

constexpr std::array kUsdmOrderEndpoints = {
    VenueEndpoint{"POST", "/fapi/v1/order", "order.place", Security::signature, 0, 1, &place_usdm},
    VenueEndpoint{"POST", "/fapi/v1/order/test", "", Security::signature, 1, 0, &test_usdm},
    VenueEndpoint{"PUT", "/fapi/v1/order", "order.modify", Security::signature, 1, 1, &modify_usdm},
    VenueEndpoint{"GET", "/fapi/v1/order", "order.status", Security::signature, 1, 0, &query_usdm},
    VenueEndpoint{"DELETE", "/fapi/v1/order", "order.cancel", Security::signature, 1, 0, &cancel_usdm},
    VenueEndpoint{"GET", "/fapi/v1/openOrder", "", Security::signature, 1, 0, &query_open_usdm},
    VenueEndpoint{"GET", "/fapi/v1/openOrders", "", Security::signature, 1, 0, &open_usdm},
    VenueEndpoint{"DELETE", "/fapi/v1/allOpenOrders", "", Security::signature, 1, 0, &cancel_all_usdm},
    VenueEndpoint{"GET", "/fapi/v1/allOrders", "", Security::signature, 5, 0, &all_usdm},
    VenueEndpoint{"POST", "/fapi/v1/countdownCancelAll", "", Security::signature, 10, 0, &countdown},
    VenueEndpoint{"GET", "/fapi/v1/forceOrders", "", Security::signature, 20, 0, &force_orders},
    VenueEndpoint{"GET", "/fapi/v1/userTrades", "", Security::signature, 5, 0, &usdm_trades},
    VenueEndpoint{"POST", "/fapi/v1/algoOrder", "algoOrder.place", Security::signature, 0, 1, &no_algo},
    VenueEndpoint{"GET", "/fapi/v1/openAlgoOrders", "", Security::signature, 1, 0, &no_algo_open},
    VenueEndpoint{"GET", "/fapi/v1/allAlgoOrders", "", Security::signature, 5, 0, &no_algo_open},
};

}  // namespace

void write_usdm_order(JsonFields& json, const Call&, sim::ClientAccount& account, const ClientOrder& order,
                      bool reply) {
  const Market& market = account.universe()[order.terms.market];
  json.object()
      .number("orderId", order.number)
      .text("symbol", market.native)
      .text("status", status_word(order))
      .text("clientOrderId", order.client_id)
      .text("price", order.terms.limit.to_string());
  if (!reply) json.text("avgPrice", sim::average_price(order).to_string());
  json.text("origQty", order.terms.size.to_string()).text("executedQty", order.filled.to_string());
  if (reply) {
    json.text("cumQty", order.filled.to_string());
  } else {
    json.text("cumQuote", shown(Segment::usdm, order.paid));
  }
  json.text("timeInForce", time_in_force_word(Segment::usdm, order))
      .text("type", type_word(Segment::usdm, order))
      .flag("reduceOnly", order.terms.reduce_only)
      .flag("closePosition", false)
      .text("side", side_word(order.terms.side))
      .text("positionSide", "BOTH")
      .text("stopPrice", "0")
      .text("workingType", "CONTRACT_PRICE")
      .flag("priceProtect", false)
      .text("origType", type_word(Segment::usdm, order))
      .text("priceMatch", "NONE")
      .text("selfTradePreventionMode", prevention_word(order.terms.self_trade))
      .number("goodTillDate", order.expires ? sim::millis(*order.expires) : 0);
  if (!reply) json.number("time", sim::millis(order.created));
  json.number("updateTime", sim::millis(order.updated)).end_object();
}

std::span<const VenueEndpoint> usdm_order_endpoints() { return kUsdmOrderEndpoints; }

}  // namespace basis::binance::simulated
