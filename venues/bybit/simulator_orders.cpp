#include <algorithm>

#include "venues/bybit/simulator_words.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::ClientOrder;
using sim::JsonFields;

/// "Get Open & Closed Orders" and "Get Order History": orders that ended without a fill are kept for a day.
constexpr Nanos kUnfilledKept = kDay;
/// The last closed orders that the real-time query knows.
constexpr std::size_t kRecentlyClosed = 500;

/// The receipt of a command; what becomes of it is told by the stream.
std::string receipt(const Market& market, const ClientOrder& order) {
  return JsonFields()
      .object()
      .text("orderId", order_id(market, order.number))
      .text("orderLinkId", order.client_id)
      .end_object()
      .take();
}

Outcome create_order(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call, category));
  BOOST_OUTCOME_TRY(ClientOrder order, read_order(desk, call, category, *market));
  const auto taken = call.account().place(std::move(order), call.now);
  if (taken.order == nullptr) return refusal_of(category, taken.reason, OrderAction::create);
  return receipt(*market, *taken.order);
}

Outcome check_order(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call, category));
  BOOST_OUTCOME_TRY(const ClientOrder order, read_order(desk, call, category, *market));
  return JsonFields()
      .object()
      .text("orderId", "")
      .text("orderLinkId", order.client_id)
      .number("preImrE4", 0)
      .number("preMmrE4", 0)
      .number("postImrE4", 0)
      .number("postMmrE4", 0)
      .end_object()
      .take();
}

Outcome amend_order(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call, category));
  BOOST_OUTCOME_TRY(ClientOrder * order, named_order(call, *market));
  BOOST_OUTCOME_TRY(const auto size, call.params.quantity("qty"));
  BOOST_OUTCOME_TRY(const auto price, call.params.price("price"));
  if (order == nullptr || !order->open()) return no_such_order(category);
  if (!size && !price) return wrong_parameter("qty or price is required");
  const Quantity wanted = size.value_or(order->terms.size);
  if (wanted <= order->filled)
    return category == Category::spot
               ? Refusal{170130, "Data sent for paramter 'qty' is not valid.", 200}
               : Refusal{110064, "The modified contract quantity cannot be less than or equal to the filled quantity.",
                         200};
  const RejectReason reason = call.account().amend(*order, price.value_or(Price{}), wanted, call.now);
  if (reason != RejectReason::none) return refusal_of(category, reason, OrderAction::amend);
  return receipt(*market, *order);
}

/// A cancel of an order that has filled comes too late, and the stream tells the end once more.
Outcome cancel_order(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* market, desk.market(call, category));
  BOOST_OUTCOME_TRY(ClientOrder * order, named_order(call, *market));
  if (order == nullptr) return no_such_order(category);
  if (!order->open()) {
    if (order->state == sim::ClientOrderState::filled) desk.on_late_cancel(*call.client, *order);
    return no_such_order(category);
  }
  const RejectReason reason = call.account().cancel(*order, call.now);
  if (reason != RejectReason::none) return refusal_of(category, reason, OrderAction::cancel);
  return receipt(*market, *order);
}

Outcome cancel_all(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call, category));
  const bool scoped = only != nullptr || call.params.has("settleCoin") || call.params.has("baseCoin");
  if (category == Category::linear && !scoped)
    return wrong_parameter("symbol, settleCoin and baseCoin cannot all be empty");
  JsonFields json;
  json.object().array("list");
  for (const Market* market : desk.markets_of(category)) {
    if (only != nullptr && only != market) continue;
    for (const std::int64_t number : call.account().cancel_all(market->id, call.now))
      json.raw(receipt(*market, *call.account().order(number)));
  }
  return json.end_array().text("success", "1").end_object().take();
}

bool forgotten(const ClientOrder& order, UtcTime now) {
  return !order.open() && order.filled.is_zero() && now - order.updated > kUnfilledKept;
}

/// Whether a listing wants this order, by everything but time and state.
bool named_by(Desk& desk, const Call& call, Category category, const Market* only, const ClientOrder& order) {
  const Market& market = desk.universe()[order.terms.market];
  if (category_of(market) != category || (only != nullptr && only != &market)) return false;
  const auto settle = call.params.find("settleCoin");
  const auto base = call.params.find("baseCoin");
  if (settle && desk.universe().name(*market.quote) != *settle) return false;
  if (base && desk.universe().name(*market.base) != *base) return false;
  const auto id = call.params.find("orderId");
  const auto link = call.params.find("orderLinkId");
  return (!id || order_number(*id) == order.number) && (!link || order.client_id == *link);
}

std::string list_text(Desk& desk, const Call& call, Category category, std::vector<const ClientOrder*>& found,
                      std::int64_t limit) {
  const std::string next = keep_page(found, call.params, limit, [](const ClientOrder* one) { return one->number; });
  JsonFields json;
  json.object().text("category", category_word(category)).array("list");
  for (const ClientOrder* order : found) write_order(json, desk, call.account(), *order, false);
  return json.end_array().text("nextPageCursor", next).end_object().take();
}

/// Open orders; those that ended lately too where an order is named or `openOnly` is 1.
Outcome open_orders(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call, category));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 20));
  BOOST_OUTCOME_TRY(const std::int64_t closed, call.params.integer("openOnly", 0));
  const bool named = call.params.has("orderId") || call.params.has("orderLinkId");
  const bool scoped = named || only != nullptr || call.params.has("settleCoin") || call.params.has("baseCoin");
  if (category == Category::linear && !scoped)
    return wrong_parameter("symbol, settleCoin and baseCoin cannot all be empty");
  const auto& orders = call.account().orders();
  std::vector<const ClientOrder*> found;
  std::size_t ended = 0;
  for (auto order = orders.rbegin(); order != orders.rend(); ++order) {
    if (!order->open() && ++ended > kRecentlyClosed) continue;
    const bool wanted = named || (closed == 1 ? !order->open() : order->open());
    if (wanted && !forgotten(*order, call.now) && named_by(desk, call, category, only, *order))
      found.push_back(&*order);
  }
  return list_text(desk, call, category, found, std::clamp<std::int64_t>(limit, 1, 50));
}

Outcome order_history(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  BOOST_OUTCOME_TRY(const Market* only, desk.any_market(call, category));
  BOOST_OUTCOME_TRY(const std::int64_t limit, call.params.integer("limit", 20));
  BOOST_OUTCOME_TRY(const AskedSpan span, asked_span(call));
  const auto& orders = call.account().orders();
  std::vector<const ClientOrder*> found;
  for (auto order = orders.rbegin(); order != orders.rend(); ++order) {
    const std::int64_t at = sim::millis(order->updated);
    if (!order->open() && at >= span.from && at <= span.to && !forgotten(*order, call.now) &&
        named_by(desk, call, category, only, *order))
      found.push_back(&*order);
  }
  return list_text(desk, call, category, found, std::clamp<std::int64_t>(limit, 1, 50));
}

/// "Set DCP": from when the last connection that hears `dcp` has gone. The account is one that may use it.
Outcome set_switch(Desk&, const Call& call) {
  BOOST_OUTCOME_TRY(const auto window, call.params.integer("timeWindow"));
  const std::string_view product = call.params.text("product", "OPTIONS");
  if (!window || *window < 3 || *window > 300) return wrong_parameter("timeWindow is invalid");
  if (product != "SPOT" && product != "DERIVATIVES" && product != "OPTIONS")
    return wrong_parameter("product is invalid");
  if (product != "OPTIONS") call.client->switch_windows[product == "SPOT" ? 0 : 1] = kSecond * *window;
  return std::string("{}");
}

constexpr std::array kOrderEndpoints = {
    VenueEndpoint{"POST", "/v5/order/create", "order.create", true, 10, 20, &create_order},
    VenueEndpoint{"POST", "/v5/order/cancel", "order.cancel", true, 10, 20, &cancel_order},
    VenueEndpoint{"POST", "/v5/order/amend", "order.amend", true, 10, 10, &amend_order},
    VenueEndpoint{"POST", "/v5/order/cancel-all", "", true, 10, 20, &cancel_all},
    VenueEndpoint{"POST", "/v5/order/pre-check", "", true, 10, 20, &check_order},
    VenueEndpoint{"GET", "/v5/order/realtime", "", true, 50, 50, &open_orders},
    VenueEndpoint{"GET", "/v5/order/history", "", true, 50, 50, &order_history},
    VenueEndpoint{"POST", "/v5/order/disconnected-cancel-all", "", true, 5, 5, &set_switch},
};

}  // namespace

std::span<const VenueEndpoint> order_endpoints() { return kOrderEndpoints; }

}  // namespace basis::bybit::simulated
