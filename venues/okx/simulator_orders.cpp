#include <algorithm>
#include <array>

#include "venues/okx/simulator_words.hpp"

namespace basis::okx::simulated {
namespace {

using sim::ClientOrder;
using sim::JsonFields;

/// Most orders of a batch. Source: "Place multiple orders".
constexpr std::size_t kMostBatch = 20;

Checked<ItemResult> place_one(Desk& desk, const Call& call, const Params& params) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market_of_order(call, params));
  BOOST_OUTCOME_TRY(ClientOrder order, read_order(desk, call, params, *market));
  const std::string client_id = order.client_id;
  const auto taken = call.account().place(std::move(order), call.now);
  if (taken.order == nullptr) return refusal_of(taken.reason, OrderAction::create, *market, desk.universe());
  return ItemResult{std::to_string(taken.order->number), client_id, {}, 0, "Order placed"};
}

Checked<ItemResult> cancel_one(Desk& desk, const Call& call, const Params& params) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market_of_order(call, params));
  BOOST_OUTCOME_TRY(ClientOrder * order, named_order(call, params, *market));
  const Refusal gone = refusal_of(RejectReason::unknown_order, OrderAction::cancel, *market, desk.universe());
  if (order == nullptr || !order->open()) return gone;
  if (call.account().cancel(*order, call.now) != RejectReason::none) return gone;
  return ItemResult{std::to_string(order->number), order->client_id};
}

/// The venue takes an amendment before it looks at margin, position and book: what fails there is told by the channel
/// with amendResult -1. Source: "Amend order", "Order channel".
bool fails_later(RejectReason reason) {
  return reason == RejectReason::funds || reason == RejectReason::post_only || reason == RejectReason::reduce_only;
}

Refusal not_amendable(const ClientOrder& order) {
  return order.state == sim::ClientOrderState::filled
             ? Refusal{51510, "Modification failed as the order has been completed.", 200}
             : Refusal{51509, "Modification failed as the order has been canceled.", 200};
}

Checked<ItemResult> amend_one(Desk& desk, const Call& call, const Params& params) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market_of_order(call, params));
  BOOST_OUTCOME_TRY(ClientOrder * order, named_order(call, params, *market));
  BOOST_OUTCOME_TRY(const auto size, read_size(params, "newSz", *market));
  BOOST_OUTCOME_TRY(const auto price, params.price("newPx"));
  BOOST_OUTCOME_TRY(const bool cancels, params.flag("cxlOnFail", false));
  if (!size && !price) return Refusal{51500, "You must enter a price, quantity, or TP/SL.", 200};
  if (order == nullptr) return refusal_of(RejectReason::unknown_order, OrderAction::amend, *market, desk.universe());
  if (!order->open()) return not_amendable(*order);
  const std::string request(params.text("reqId"));
  desk.amend_requests[order->number] = request;
  const RejectReason reason =
      call.account().amend(*order, price.value_or(Price{}), size.value_or(order->terms.size), call.now);
  desk.amend_requests.erase(order->number);
  if (reason != RejectReason::none) {
    const Refusal refusal = refusal_of(reason, OrderAction::amend, *market, desk.universe());
    if (!fails_later(reason)) return refusal;
    desk.on_amend_failed(*call.client, *order, request, refusal);
    if (cancels) call.account().cancel(*order, call.now);
  }
  return ItemResult{std::to_string(order->number), order->client_id, request};
}

/// Orders are refused one by one; each has a result.
template <class One>
Outcome for_each_item(Desk& desk, const Call& call, std::size_t most, const One& one) {
  if (call.items.size() > most)
    return Refusal{51111, "Maximum " + std::to_string(most) + " orders can be placed in bulk.", 200};
  if (call.items.empty()) return Refusal{50000, "Body can not be empty", 400};
  std::vector<ItemResult> results;
  for (const Params& params : call.items) {
    const Checked<ItemResult> result = one(desk, call, params);
    if (result)
      results.push_back(result.value());
    else
      results.push_back({std::string(params.text("ordId")), std::string(params.text("clOrdId")),
                         std::string(params.text("reqId")), result.error().code, result.error().text});
  }
  return item_reply(results, desk.time(call.now));
}

Outcome place_order(Desk& desk, const Call& call) { return for_each_item(desk, call, 1, &place_one); }
Outcome cancel_order(Desk& desk, const Call& call) { return for_each_item(desk, call, 1, &cancel_one); }
Outcome amend_order(Desk& desk, const Call& call) { return for_each_item(desk, call, 1, &amend_one); }
Outcome place_batch(Desk& desk, const Call& call) { return for_each_item(desk, call, kMostBatch, &place_one); }
Outcome cancel_batch(Desk& desk, const Call& call) { return for_each_item(desk, call, kMostBatch, &cancel_one); }
Outcome amend_batch(Desk& desk, const Call& call) { return for_each_item(desk, call, kMostBatch, &amend_one); }

/// Orders that ended without a fill are forgotten after two hours. Source: "Get order details".
bool forgotten(const ClientOrder& order, UtcTime now) {
  return !order.open() && order.filled.is_zero() && now - order.updated > kHour * 2;
}

Outcome query_order(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call.params()));
  BOOST_OUTCOME_TRY(const ClientOrder* order, named_order(call, call.params(), *market));
  if (order == nullptr || forgotten(*order, call.now)) return Refusal{51603, "Order does not exist", 200};
  JsonFields json;
  json.array();
  write_order(json, desk, call.account(), *order, {});
  return Reply(json.end_array().take());
}

/// Whether a request for orders wants this one.
bool asked_for(const Desk& desk, const Params& params, const ClientOrder& order) {
  const Market& market = desk.universe()[order.terms.market];
  const auto fits = [&](std::string_view name, std::string_view value) {
    const std::string_view asked = params.text(name);
    return asked.empty() || asked == value || (name == "instType" && asked == "ANY");
  };
  return fits("instType", type_of(market)) && fits("instId", market.native) && fits("instFamily", family_of(market)) &&
         fits("state", state_word(order));
}

/// Orders, the newest first, from `after` down and from `before` up, at most 100.
Outcome list_orders(Desk& desk, const Call& call, std::vector<const ClientOrder*> found) {
  const Params& params = call.params();
  BOOST_OUTCOME_TRY(const std::int64_t after, params.integer("after", std::int64_t{1} << 62));
  BOOST_OUTCOME_TRY(const std::int64_t before, params.integer("before", 0));
  BOOST_OUTCOME_TRY(const std::int64_t begin, params.integer("begin", 0));
  BOOST_OUTCOME_TRY(const std::int64_t end, params.integer("end", std::int64_t{1} << 62));
  BOOST_OUTCOME_TRY(const std::int64_t limit, params.integer("limit", 100));
  std::erase_if(found, [&](const ClientOrder* one) {
    const std::int64_t at = desk.time(one->created);
    return one->number >= after || one->number <= before || at < begin || at > end || !asked_for(desk, params, *one);
  });
  sim::keep_at_most(found, std::min<std::int64_t>(limit, 100), params.has("before"));
  JsonFields json;
  json.array();
  for (auto at = found.rbegin(); at != found.rend(); ++at) write_order(json, desk, call.account(), **at, {});
  return Reply(json.end_array().take());
}

Outcome pending_orders(Desk& desk, const Call& call) {
  std::vector<const ClientOrder*> found;
  for (const std::int64_t number : call.account().open_orders()) found.push_back(call.account().order(number));
  return list_orders(desk, call, std::move(found));
}

Outcome ended_orders(Desk& desk, const Call& call, Nanos window) {
  BOOST_OUTCOME_TRY(call.params().need("instType"));
  std::vector<const ClientOrder*> found;
  for (const ClientOrder& order : call.account().orders())
    if (!order.open() && !forgotten(order, call.now) && call.now - order.updated <= window) found.push_back(&order);
  return list_orders(desk, call, std::move(found));
}

Outcome orders_history(Desk& desk, const Call& call) { return ended_orders(desk, call, kDay * 7); }
Outcome orders_archive(Desk& desk, const Call& call) { return ended_orders(desk, call, kDay * 90); }

/// The dead-man's switch of the whole account. Source: "Cancel All After".
Outcome cancel_all_after(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const auto seconds, call.params().integer("timeOut"));
  if (!seconds) return missing("timeOut");
  if (*seconds != 0 && (*seconds < 10 || *seconds > 120)) return wrong("timeOut");
  const std::optional<UtcTime> at = *seconds == 0 ? std::nullopt : std::optional(call.now + kSecond * *seconds);
  call.account().arm_dead_man(std::nullopt, at);
  return Reply(JsonFields()
                   .array()
                   .object()
                   .text("triggerTime", at ? std::to_string(desk.time(*at)) : "0")
                   .text("tag", "")
                   .text("ts", std::to_string(desk.time(call.now)))
                   .end_object()
                   .end_array()
                   .take());
}

/// Closes a position at market. Source: "Close positions".
Outcome close_position(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call.params()));
  BOOST_OUTCOME_TRY(call.params().need("mgnMode"));
  if (market->is_spot()) return wrong("instId");
  const Amount held = call.account().pool_of(*market).position(*market).amount;
  if (held.is_zero()) return Refusal{51023, "Position does not exist.", 200};
  ClientOrder order;
  order.client_id = call.params().text("clOrdId");
  order.terms.market = market->id;
  order.terms.side = held.sign() > 0 ? OrderSide::sell : OrderSide::buy;
  order.terms.size = quantity_of(held.abs(), Rounding::floor);
  order.terms.reduce_only = true;
  const auto taken = call.account().place(std::move(order), call.now);
  if (taken.order == nullptr) return refusal_of(taken.reason, OrderAction::create, *market, desk.universe());
  return Reply(JsonFields()
                   .array()
                   .object()
                   .text("instId", market->native)
                   .text("posSide", "net")
                   .text("clOrdId", call.params().text("clOrdId"))
                   .text("tag", "")
                   .end_object()
                   .end_array()
                   .take());
}

Outcome no_algo(Desk&, const Call&) { return Refusal{51010, "Conditional orders are not simulated.", 200}; }
Outcome no_algo_orders(Desk&, const Call&) { return Reply("[]"); }

constexpr std::array kOrderEndpoints = {
    VenueEndpoint{"POST", "/api/v5/trade/order", "order", true, 60, kTwoSeconds, LimitBy::instrument, true,
                  &place_order},
    VenueEndpoint{"POST", "/api/v5/trade/cancel-order", "cancel-order", true, 60, kTwoSeconds, LimitBy::instrument,
                  true, &cancel_order},
    VenueEndpoint{"POST", "/api/v5/trade/amend-order", "amend-order", true, 60, kTwoSeconds, LimitBy::instrument, true,
                  &amend_order},
    VenueEndpoint{"POST", "/api/v5/trade/batch-orders", "batch-orders", true, 300, kTwoSeconds, LimitBy::instrument,
                  true, &place_batch},
    VenueEndpoint{"POST", "/api/v5/trade/cancel-batch-orders", "batch-cancel-orders", true, 300, kTwoSeconds,
                  LimitBy::instrument, true, &cancel_batch},
    VenueEndpoint{"POST", "/api/v5/trade/amend-batch-orders", "batch-amend-orders", true, 300, kTwoSeconds,
                  LimitBy::instrument, true, &amend_batch},
    VenueEndpoint{"GET", "/api/v5/trade/order", "", true, 60, kTwoSeconds, LimitBy::instrument, false, &query_order},
    VenueEndpoint{"GET", "/api/v5/trade/orders-pending", "", true, 60, kTwoSeconds, LimitBy::user, false,
                  &pending_orders},
    VenueEndpoint{"GET", "/api/v5/trade/orders-history", "", true, 40, kTwoSeconds, LimitBy::user, false,
                  &orders_history},
    VenueEndpoint{"GET", "/api/v5/trade/orders-history-archive", "", true, 20, kTwoSeconds, LimitBy::user, false,
                  &orders_archive},
    VenueEndpoint{"POST", "/api/v5/trade/cancel-all-after", "", true, 1, kSecond, LimitBy::user, false,
                  &cancel_all_after},
    VenueEndpoint{"POST", "/api/v5/trade/close-position", "", true, 20, kTwoSeconds, LimitBy::user, false,
                  &close_position},
    VenueEndpoint{"POST", "/api/v5/trade/order-algo", "", true, 20, kTwoSeconds, LimitBy::user, false, &no_algo},
    VenueEndpoint{"GET", "/api/v5/trade/orders-algo-pending", "", true, 20, kTwoSeconds, LimitBy::user, false,
                  &no_algo_orders},
};

}  // namespace

std::span<const VenueEndpoint> order_endpoints() { return kOrderEndpoints; }

}  // namespace basis::okx::simulated
