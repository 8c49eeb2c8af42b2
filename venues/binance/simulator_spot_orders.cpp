#include <algorithm>
#include <array>

#include "venues/binance/simulator_desk.hpp"

namespace basis::binance::simulated {
namespace {

using sim::ClientOrder;
using sim::JsonFields;

/// The fields that every answer with an order's state has.
void write_state(JsonFields& json, const ClientOrder& order) {
  json.text("price", eight(order.terms.limit))
      .text("origQty", eight(order.terms.size))
      .text("executedQty", eight(order.filled))
      .text("origQuoteOrderQty", "0.00000000")
      .text("cummulativeQuoteQty", eight(order.paid))
      .text("status", status_word(order))
      .text("timeInForce", time_in_force_word(Segment::spot, order))
      .text("type", type_word(Segment::spot, order))
      .text("side", side_word(order.terms.side));
}

void write_fills(JsonFields& json, const Call& call, const ClientOrder& order) {
  json.array("fills");
  for (const std::size_t at : order.fills) {
    const sim::ClientFill& fill = call.account().fills()[at];
    json.object()
        .text("price", eight(fill.price))
        .text("qty", eight(fill.size))
        .text("commission", eight(fill.fee))
        .text("commissionAsset", call.account().universe().name(fill.fee_asset))
        .number("tradeId", fill.id)
        .end_object();
  }
  json.end_array();
}

/// The answer to a new order, as `newOrderRespType` wants it.
void write_placed(JsonFields& json, const Call& call, const Market& market, const ClientOrder& order) {
  const bool full_by_default = order.terms.kind != OrderKind::post_only;
  const std::string_view wanted = call.params.text("newOrderRespType", full_by_default ? "FULL" : "ACK");
  json.object()
      .text("symbol", market.native)
      .number("orderId", order.number)
      .number("orderListId", -1)
      .text("clientOrderId", order.client_id)
      .number("transactTime", call.time(order.created));
  if (wanted != "ACK") {
    write_state(json, order);
    json.number("workingTime", call.time(order.created));
    if (wanted == "FULL") write_fills(json, call, order);
    json.text("selfTradePreventionMode", prevention_word(order.terms.self_trade));
  }
  json.end_object();
}

/// Places what the parameters say.
Checked<ClientOrder*> place_spot(Desk& desk, const Call& call, const Market& market) {
  BOOST_OUTCOME_TRY(ClientOrder order, read_spot_order(desk, call, market));
  const ClientOrder terms = order;
  const auto taken = call.account().place(std::move(order), call.now);
  if (taken.order == nullptr) return refusal_of(Segment::spot, taken.reason, OrderAction::create, market, &terms);
  return taken.order;
}

Outcome new_order(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(ClientOrder * order, place_spot(desk, call, *market));
  JsonFields json;
  write_placed(json, call, *market, *order);
  return json.take();
}

Outcome test_order(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(read_spot_order(desk, call, *market));
  return std::string("{}");
}

Outcome query_order(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const ClientOrder* order, named_order(call, *market));
  if (order == nullptr) return no_such_order();
  JsonFields json;
  write_spot_order(json, call, *market, *order);
  return json.take();
}

void write_cancelled(JsonFields& json, const Call& call, const Market& market, const ClientOrder& order) {
  json.object()
      .text("symbol", market.native)
      .text("origClientOrderId", order.client_id)
      .number("orderId", order.number)
      .number("orderListId", -1)
      .text("clientOrderId", order.replaced_by)
      .number("transactTime", call.time(order.updated));
  write_state(json, order);
  json.text("selfTradePreventionMode", prevention_word(order.terms.self_trade)).end_object();
}

Checked<void> cancel_spot(Desk& desk, const Call& call, const Market& market, ClientOrder* order) {
  if (order == nullptr || !order->open()) return Refusal{-2011, "Unknown order sent."};
  const std::string_view only = call.params.text("cancelRestrictions");
  if ((only == "ONLY_NEW" && !order->filled.is_zero()) || (only == "ONLY_PARTIALLY_FILLED" && order->filled.is_zero()))
    return Refusal{-2011, "Order was not canceled due to cancel restrictions."};
  // The id of the cancel itself; in a cancel-replace `newClientOrderId` is that of the new order.
  const bool replaces = call.params.has("cancelReplaceMode");
  const auto own = call.params.find(replaces ? "cancelNewClientOrderId" : "newClientOrderId");
  order->replaced_by = own ? std::string(*own) : desk.new_listen_key().substr(0, 22);
  const RejectReason reason = call.account().cancel(*order, call.now);
  if (reason != RejectReason::none) return refusal_of(Segment::spot, reason, OrderAction::cancel, market, order);
  return BOOST_OUTCOME_V2_NAMESPACE::success();
}

Outcome cancel_order(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(ClientOrder * order, named_order(call, *market));
  BOOST_OUTCOME_TRY(cancel_spot(desk, call, *market, order));
  JsonFields json;
  write_cancelled(json, call, *market, *order);
  return json.take();
}

Outcome cancel_open_orders(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  std::vector<std::int64_t> numbers = call.account().open_orders();
  std::erase_if(numbers, [&](std::int64_t one) { return call.account().order(one)->terms.market != market->id; });
  if (numbers.empty()) return Refusal{-2011, "Unknown order sent."};
  JsonFields json;
  json.array();
  for (const std::int64_t number : numbers) {
    ClientOrder& order = *call.account().order(number);
    order.replaced_by = desk.new_listen_key().substr(0, 22);
    call.account().cancel(order, call.now);
    write_cancelled(json, call, *market, order);
  }
  json.end_array();
  return json.take();
}

Outcome open_orders(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.any_market(call));
  JsonFields json;
  json.array();
  for (const std::int64_t number : call.account().open_orders()) {
    const ClientOrder& order = *call.account().order(number);
    const Market& of = call.account().universe()[order.terms.market];
    if (!of.is_spot() || (market != nullptr && market->id != of.id)) continue;
    write_spot_order(json, call, of, order);
  }
  json.end_array();
  return json.take();
}

Outcome all_orders(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const std::int64_t from, call.params.integer("orderId", 0));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 500));
  BOOST_OUTCOME_TRY(const std::int64_t start, call.params.integer("startTime", 0));
  BOOST_OUTCOME_TRY(const std::int64_t end, call.params.integer("endTime", std::int64_t{1} << 60));
  if (call.params.has("startTime") && call.params.has("endTime") && end - start > 24 * 3'600 * 1'000)
    return Refusal{-1127, "More than 24 hours between startTime and endTime."};
  std::vector<const ClientOrder*> found;
  for (const ClientOrder& order : call.account().orders()) {
    const std::int64_t at = sim::millis(order.created);
    if (order.terms.market == market->id && order.number >= from && at >= start && at <= end) found.push_back(&order);
  }
  // From an id or a time on the oldest are told, else the newest.
  sim::keep_at_most(found, limit, call.params.has("orderId") || call.params.has("startTime"));
  JsonFields json;
  json.array();
  for (const ClientOrder* order : found) write_spot_order(json, call, *market, *order);
  json.end_array();
  return json.take();
}

Outcome amend_order(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(ClientOrder * order, named_order(call, *market));
  BOOST_OUTCOME_TRY(const auto size, call.params.quantity("newQty"));
  if (!size) return malformed("newQty");
  if (order == nullptr || !order->open()) return no_such_order();
  if (*size <= order->filled || *size >= order->terms.size)
    return Refusal{-2038, "The requested action would change no state; rejecting."};
  const std::string before = order->client_id;
  const RejectReason reason = call.account().amend(*order, Price{}, *size, call.now);
  if (reason != RejectReason::none) return refusal_of(Segment::spot, reason, OrderAction::amend, *market, order);
  JsonFields json;
  json.object()
      .number("transactTime", call.time(call.now))
      .number("executionId", order->amended)
      .object("amendedOrder")
      .text("symbol", market->native)
      .number("orderId", order->number)
      .number("orderListId", -1)
      .text("origClientOrderId", before)
      .text("clientOrderId", order->client_id)
      .text("price", eight(order->terms.limit))
      .text("qty", eight(order->terms.size))
      .text("executedQty", eight(order->filled))
      .text("preventedQty", "0.00000000")
      .text("quoteOrderQty", "0.00000000")
      .text("cumulativeQuoteQty", eight(order->paid))
      .text("status", status_word(*order))
      .text("timeInForce", time_in_force_word(Segment::spot, *order))
      .text("type", type_word(Segment::spot, *order))
      .text("side", side_word(order->terms.side))
      .number("workingTime", call.time(order->created))
      .text("selfTradePreventionMode", prevention_word(order->terms.self_trade))
      .end_object()
      .end_object();
  return json.take();
}

/// Each half is judged alone. Source: rest-api.md, "Cancel an Existing Order and Send a New Order".
Outcome cancel_replace(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call));
  BOOST_OUTCOME_TRY(const std::string_view mode, call.params.need("cancelReplaceMode"));
  if (mode != "STOP_ON_FAILURE" && mode != "ALLOW_FAILURE") return malformed("cancelReplaceMode");
  BOOST_OUTCOME_TRY(const auto number, call.params.integer("cancelOrderId"));
  const auto client_id = call.params.find("cancelOrigClientOrderId");
  if (!number && !client_id) return malformed("cancelOrderId");
  ClientOrder* order = number ? call.account().order(*number) : call.account().order(market->id, *client_id);
  if (order != nullptr && order->terms.market != market->id) order = nullptr;
  const auto cancelled = cancel_spot(desk, call, *market, order);
  const bool goes_on = cancelled.has_value() || mode == "ALLOW_FAILURE";
  std::optional<Checked<ClientOrder*>> placed;
  if (goes_on) placed = place_spot(desk, call, *market);
  const bool new_failed = placed && !placed->has_value();
  JsonFields json;
  json.object()
      .text("cancelResult", cancelled ? "SUCCESS" : "FAILURE")
      .text("newOrderResult", !placed      ? "NOT_ATTEMPTED"
                              : new_failed ? "FAILURE"
                                           : "SUCCESS");
  if (cancelled) {
    JsonFields inner;
    write_cancelled(inner, call, *market, *order);
    json.raw("cancelResponse", inner.take());
  } else {
    json.raw("cancelResponse", refusal_text(cancelled.error()));
  }
  if (!placed) {
    json.null("newOrderResponse");
  } else if (new_failed) {
    json.raw("newOrderResponse", refusal_text(placed->error()));
  } else {
    JsonFields inner;
    write_placed(inner, call, *market, *placed->value());
    json.raw("newOrderResponse", inner.take());
  }
  json.end_object();
  if (cancelled && !new_failed) return json.take();
  const bool partly = cancelled.has_value() != !(new_failed || !placed);
  Refusal refusal{partly ? -2021 : -2022,
                  partly ? "Order cancel-replace partially failed." : "Order cancel-replace failed.",
                  partly ? 409U : 400U};
  refusal.data = json.take();
  return refusal;
}

constexpr std::array kSpotOrderEndpoints = {
    VenueEndpoint{"POST", "/api/v3/order", "order.place", Security::signature, 1, 1, &new_order},
    VenueEndpoint{"POST", "/api/v3/order/test", "order.test", Security::signature, 1, 0, &test_order},
    VenueEndpoint{"GET", "/api/v3/order", "order.status", Security::signature, 4, 0, &query_order},
    VenueEndpoint{"DELETE", "/api/v3/order", "order.cancel", Security::signature, 1, 0, &cancel_order},
    VenueEndpoint{"GET", "/api/v3/openOrders", "openOrders.status", Security::signature, 6, 0, &open_orders},
    VenueEndpoint{"DELETE", "/api/v3/openOrders", "openOrders.cancelAll", Security::signature, 1, 0,
                  &cancel_open_orders},
    VenueEndpoint{"GET", "/api/v3/allOrders", "allOrders", Security::signature, 20, 0, &all_orders},
    VenueEndpoint{"PUT", "/api/v3/order/amend/keepPriority", "order.amend.keepPriority", Security::signature, 4, 0,
                  &amend_order},
    VenueEndpoint{"POST", "/api/v3/order/cancelReplace", "order.cancelReplace", Security::signature, 1, 1,
                  &cancel_replace},
};

}  // namespace

void write_spot_order(JsonFields& json, const Call& call, const Market& market, const ClientOrder& order) {
  json.object()
      .text("symbol", market.native)
      .number("orderId", order.number)
      .number("orderListId", -1)
      .text("clientOrderId", order.client_id);
  write_state(json, order);
  json.text("stopPrice", "0.00000000")
      .text("icebergQty", "0.00000000")
      .number("time", call.time(order.created))
      .number("updateTime", call.time(order.updated))
      .flag("isWorking", true)
      .number("workingTime", call.time(order.created))
      .text("selfTradePreventionMode", prevention_word(order.terms.self_trade))
      .end_object();
}

std::span<const VenueEndpoint> spot_order_endpoints() { return kSpotOrderEndpoints; }

}  // namespace basis::binance::simulated
