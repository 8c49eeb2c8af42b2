#include "venues/bybit/simulator_desk.hpp"

namespace basis::bybit::simulated {
namespace {

struct Words {
  int code;
  std::string_view text;
};

struct RefusalRow {
  RejectReason reason;
  Words spot;
  Words linear;
};

/// What is refused, in the words of "Error Codes" ("UTA & Classic Account", "Spot Trade").
constexpr std::array<RefusalRow, 12> kRefusals{{
    {RejectReason::no_market, {170151, "The trading pair is not open yet"}, {110074, "This contract is not live"}},
    {RejectReason::tick,
     {170134, "Order price decimal too long."},
     {10001, "The number of decimals of the price exceeds the limit."}},
    {RejectReason::step, {170137, "Order volume decimal too long"}, {10001, "Qty invalid"}},
    {RejectReason::size,
     {170136, "Order quantity lower than the minimum."},
     {10001, "The number of contracts exceeds maximum or minimum limit allowed"}},
    {RejectReason::notional,
     {170140, "Order value exceeded lower limit"},
     {110094, "Order notional value below the lower limit"}},
    {RejectReason::price_band,
     {170193, "Buy order price cannot be higher, or sell order price lower, than the limit."},
     {110003, "Order price exceeds the allowable range."}},
    {RejectReason::reduce_only,
     {170130, "Data sent for paramter 'reduceOnly' is not valid."},
     {110017, "orderQty will be truncated to zero"}},
    {RejectReason::too_many_orders,
     {170810, "Cannot exceed maximum of 500 conditional, TP/SL and active orders."},
     {110020, "Not allowed to have more than 500 active orders."}},
    {RejectReason::funds, {170131, "Balance insufficient"}, {110007, "Available balance is insufficient"}},
    {RejectReason::post_only,
     {170218, "The LIMIT-MAKER order is rejected due to invalid price."},
     {110103, "Only Post-Only orders are available at this stage"}},
    {RejectReason::no_change,
     {10001, "The order remains unchanged as the parameters entered match the existing ones."},
     {10001, "The order remains unchanged as the parameters entered match the existing ones."}},
    {RejectReason::parameters, {170130, "Data sent for paramter is not valid."}, {10001, "Request parameter error."}},
}};

}  // namespace

Refusal no_such_order(Category category) {
  return category == Category::spot ? Refusal{170213, "Order does not exist.", 200}
                                    : Refusal{110001, "order not exists or too late to cancel", 200};
}

Refusal refusal_of(Category category, RejectReason reason, OrderAction) {
  if (reason == RejectReason::unknown_order) return no_such_order(category);
  for (const RefusalRow& row : kRefusals) {
    if (row.reason != reason) continue;
    const Words& words = category == Category::spot ? row.spot : row.linear;
    return {words.code, std::string(words.text), 200};
  }
  return {10001, "Request parameter error.", 200};
}

}  // namespace basis::bybit::simulated
