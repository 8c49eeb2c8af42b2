#include <algorithm>

#include "venues/bybit/simulator_desk.hpp"

namespace basis::bybit::simulated {
namespace {

using sim::JsonFields;

struct BatchRow {
  std::string_view path;
  std::string_view single;  ///< what one item is done by
};
constexpr std::array<BatchRow, 3> kBatches{{{"/v5/order/create-batch", "/v5/order/create"},
                                            {"/v5/order/amend-batch", "/v5/order/amend"},
                                            {"/v5/order/cancel-batch", "/v5/order/cancel"}}};

Handler handler_of(std::string_view path) {
  const auto endpoints = order_endpoints();
  const auto found =
      std::find_if(endpoints.begin(), endpoints.end(), [&](const VenueEndpoint& one) { return one.path == path; });
  require(found != endpoints.end(), "what a batch is made of has an endpoint");
  return found->handler;
}

/// One item of a batch as its answer lists it: with empty ids where it was refused.
std::string item_text(const Params& item, Category category, const Outcome& outcome, UtcTime now, bool created) {
  Params ids(&param_words);
  if (outcome) (void)ids.add_json(outcome.value().result);
  JsonFields json;
  json.object()
      .text("category", category_word(category))
      .text("symbol", item.text("symbol"))
      .text("orderId", ids.text("orderId"))
      .text("orderLinkId", outcome ? ids.text("orderLinkId") : item.text("orderLinkId"));
  if (created) json.text("createAt", outcome ? std::to_string(sim::millis(now)) : "");
  return json.end_object().take();
}

/// Does each item by itself; what became of each is listed beside the result.
Outcome each_of(Desk& desk, const Call& call, const BatchRow& batch) {
  BOOST_OUTCOME_TRY(const Category category, Desk::category(call));
  const auto items = sim::read_object_list(call.params.find_json("request").value_or(""), &param_words);
  const std::size_t most = category == Category::spot ? 10 : 20;
  if (!items || items->empty() || items->size() > most) return wrong_parameter("the length of request is invalid");
  const Handler handler = handler_of(batch.single);
  JsonFields list, codes;
  list.object().array("list");
  codes.object().array("list");
  for (Params item : *items) {
    item.add("category", category_word(category));
    const Outcome outcome = handler(desk, Call{item, call.client, call.now});
    list.raw(item_text(item, category, outcome, call.now, batch.single == "/v5/order/create"));
    codes.object()
        .number("code", outcome ? 0 : outcome.error().code)
        .text("msg", outcome ? "OK" : outcome.error().text)
        .end_object();
  }
  return Reply{list.end_array().end_object().take(), codes.end_array().end_object().take()};
}

template <std::size_t Row>
Outcome batch(Desk& desk, const Call& call) {
  return each_of(desk, call, kBatches[Row]);
}

constexpr std::array kBatchEndpoints = {
    VenueEndpoint{"POST", kBatches[0].path, "order.create-batch", true, 10, 20, &batch<0>},
    VenueEndpoint{"POST", kBatches[1].path, "order.amend-batch", true, 10, 20, &batch<1>},
    VenueEndpoint{"POST", kBatches[2].path, "order.cancel-batch", true, 10, 20, &batch<2>},
};

}  // namespace

std::span<const VenueEndpoint> batch_endpoints() { return kBatchEndpoints; }

}  // namespace basis::bybit::simulated
