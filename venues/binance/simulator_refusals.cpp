#include <fmt/format.h>

#include "venues/binance/simulator_desk.hpp"

namespace basis::binance::simulated {

Refusal no_such_order() { return {-2013, "Order does not exist."}; }

std::string refusal_text(const Refusal& refusal) {
  sim::JsonFields json;
  json.object().number("code", refusal.code).text("msg", refusal.text);
  if (!refusal.data.empty()) json.raw("data", refusal.data);
  return json.end_object().take();
}

Refusal filter_failure(std::string_view filter) { return {-1013, fmt::format("Filter failure: {}", filter)}; }

namespace {

struct RefusalRow {
  RejectReason reason;
  Refusal spot;
  Refusal usdm;
};

/// What the engine refuses, in the words of both segments.
const std::vector<RefusalRow>& refusal_rows() {
  static const std::vector<RefusalRow> rows = {
      {RejectReason::no_market,
       {-1013, "Market is closed."},
       {-4108, "This symbol is currently not open for trading."}},
      {RejectReason::tick, filter_failure("PRICE_FILTER"), {-4014, "Price not increased by tick size."}},
      {RejectReason::step, filter_failure("LOT_SIZE"), {-4023, "Qty not increased by step size."}},
      {RejectReason::size, filter_failure("LOT_SIZE"), {-4005, "Quantity greater than max quantity."}},
      {RejectReason::notional,
       filter_failure("NOTIONAL"),
       {-4164, "Order's notional must be no smaller than {} (unless you choose reduce only)."}},
      {RejectReason::price_band,
       filter_failure("PERCENT_PRICE_BY_SIDE"),
       {-4016, "Limit price can't be higher than {}."}},
      {RejectReason::reduce_only, {-1102, "reduceOnly"}, {-2022, "ReduceOnly Order is rejected."}},
      {RejectReason::funds,
       {-2010, "Account has insufficient balance for requested action."},
       {-2019, "Margin is insufficient."}},
      {RejectReason::post_only,
       {-2010, "Order would immediately match and take."},
       {-5022,
        "Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be "
        "recorded in the order history"}},
      {RejectReason::no_change,
       {-2038, "Order amend (keep priority) rejected: the new quantity is not under the order's."},
       {-5027, "No need to modify the order."}},
      {RejectReason::parameters,
       {-2038, "Order amend (keep priority) is not allowed to raise the quantity."},
       {-1102, "parameters"}},
  };
  return rows;
}

}  // namespace

Refusal refusal_of(Segment segment, RejectReason reason, OrderAction action, const Market& market,
                   const sim::ClientOrder* order) {
  const bool spot = segment == Segment::spot;
  if (reason == RejectReason::unknown_order)
    return action == OrderAction::amend && !spot ? Refusal{-2013, "Order does not exist."}
                                                 : Refusal{-2011, "Unknown order sent."};
  for (const RefusalRow& row : refusal_rows()) {
    if (row.reason != reason) continue;
    Refusal refusal = spot ? row.spot : row.usdm;
    if (spot) return refusal;
    if (reason == RejectReason::notional)
      refusal.text = fmt::format(fmt::runtime(refusal.text), market.minimum_notional.to_string());
    if (reason == RejectReason::price_band && order != nullptr) {
      const bool buys = order->terms.buys();
      refusal = {buys ? -4016 : -4024, fmt::format("Limit price can't be {} than {}.", buys ? "higher" : "lower",
                                                   order->terms.limit.to_string())};
    }
    return refusal;
  }
  return {-1000, "An unknown error occurred while processing the request."};
}

}  // namespace basis::binance::simulated
