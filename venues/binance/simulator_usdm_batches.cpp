#include <algorithm>
#include <array>

#include "venues/binance/simulator_desk.hpp"

namespace basis::binance::simulated {
namespace {

using sim::JsonFields;

/// What one order is placed, changed or cancelled by.
Handler handler_of(std::string_view method) {
  const auto endpoints = usdm_order_endpoints();
  const auto found = std::find_if(endpoints.begin(), endpoints.end(), [&](const VenueEndpoint& one) {
    return one.method == method && one.path == "/fapi/v1/order";
  });
  require(found != endpoints.end(), "orders of USDⓈ-M have an endpoint");
  return found->handler;
}

/// The items of a list of objects, each as the parameters of one call.
Checked<std::vector<Params>> read_list(std::string_view text) {
  const auto objects = sim::read_object_list(text, &param_words);
  if (!objects) return malformed("batchOrders");
  return std::vector<Params>(objects->begin(), objects->end());
}

/// Does each item by itself; a refused one stands in the list with its code.
Outcome each_of(Desk& desk, const Call& call, const std::vector<Params>& items, Handler handler) {
  if (items.empty() || items.size() > 5) return Refusal{-4082, "Invalid number of batch place orders."};
  JsonFields json;
  json.array();
  for (const Params& item : items) {
    const Call one{call.segment, item, call.client, call.now, call.message, call.microseconds};
    const Outcome outcome = handler(desk, one);
    if (outcome) {
      json.raw(outcome.value());
    } else {
      json.object().number("code", outcome.error().code).text("msg", outcome.error().text).end_object();
    }
  }
  return json.end_array().take();
}

Outcome batch_place(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view list, call.params.need("batchOrders"));
  BOOST_OUTCOME_TRY(const std::vector<Params> items, read_list(list));
  return each_of(desk, call, items, handler_of("POST"));
}

Outcome batch_modify(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view list, call.params.need("batchOrders"));
  BOOST_OUTCOME_TRY(const std::vector<Params> items, read_list(list));
  return each_of(desk, call, items, handler_of("PUT"));
}

/// Lists of ids: `[1,2]` or `["a","b"]`.
Outcome batch_cancel(Desk& desk, const Call& call) {
  BOOST_OUTCOME_TRY(const std::string_view symbol, call.params.need("symbol"));
  const bool by_number = call.params.has("orderIdList");
  BOOST_OUTCOME_TRY(std::string_view list, call.params.need(by_number ? "orderIdList" : "origClientOrderIdList"));
  std::vector<Params> items;
  std::string word;
  for (const char letter : list) {
    if (letter != ',' && letter != ']') {
      if (letter != '[' && letter != '"' && letter != ' ') word.push_back(letter);
      continue;
    }
    Params& params = items.emplace_back();
    params.add("symbol", symbol);
    params.add(by_number ? "orderId" : "origClientOrderId", word);
    word.clear();
  }
  return each_of(desk, call, items, handler_of("DELETE"));
}

constexpr std::array kBatchEndpoints = {
    VenueEndpoint{"POST", "/fapi/v1/batchOrders", "", Security::signature, 5, 5, &batch_place},
    VenueEndpoint{"PUT", "/fapi/v1/batchOrders", "", Security::signature, 5, 5, &batch_modify},
    VenueEndpoint{"DELETE", "/fapi/v1/batchOrders", "", Security::signature, 1, 0, &batch_cancel},
};

}  // namespace

std::span<const VenueEndpoint> batch_endpoints() { return kBatchEndpoints; }

}  // namespace basis::binance::simulated
