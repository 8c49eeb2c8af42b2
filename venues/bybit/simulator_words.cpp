#include "venues/bybit/simulator_words.hpp"

#include <fmt/format.h>

#include <charconv>

namespace basis::bybit::simulated {
namespace {

using sim::ClientOrder;
using sim::ClientOrderState;
using sim::JsonFields;

constexpr std::int64_t kSpotOrders = 1'900'000'000'000'000'000;
constexpr std::int64_t kSpotTrades = 2'100'000'000'000'000'000;
constexpr std::string_view kOrderUuid = "5b0d3c1a-0000-4000-8000-";
constexpr std::string_view kTradeUuid = "7e51c0de-0000-5000-9000-";

constexpr std::string_view kFundingUuid = "f0d1c0de-0000-5000-9000-";

std::string uuid(std::string_view start, std::int64_t number) { return fmt::format("{}{:012x}", start, number); }

struct EndRow {
  RejectReason reason;
  std::string_view reject;
  std::string_view cancel;
};
/// Why orders end, as `rejectReason` and `cancelType` of "Enum Definitions".
constexpr std::array<EndRow, 7> kEnds{{
    {RejectReason::none, "EC_PerCancelRequest", "CancelByUser"},
    {RejectReason::post_only, "EC_PostOnlyWillTakeLiquidity", "UNKNOWN"},
    {RejectReason::not_enough_volume, "EC_NoImmediateQtyToFill", "UNKNOWN"},
    {RejectReason::self_trade, "EC_BySelfMatch", "CancelBySmp"},
    {RejectReason::dead_man, "EC_PerCancelRequest", "CancelByDCP"},
    {RejectReason::liquidation, "EC_PerCancelRequest", "CancelAllBeforeLiq"},
    {RejectReason::reduce_only, "EC_PerCancelRequest", "CancelByReduceOnly"},
}};

EndRow end_of(const ClientOrder& order) {
  const bool ended = order.state == ClientOrderState::cancelled || order.state == ClientOrderState::expired;
  if (!ended) return {RejectReason::none, "EC_NoError", "UNKNOWN"};
  if (order.terms.kind == OrderKind::limit_fok && order.reason == RejectReason::not_enough_volume)
    return {order.reason, "EC_CancelForNoFullFill", "UNKNOWN"};
  for (const EndRow& row : kEnds)
    if (row.reason == order.reason) return row;
  return {order.reason, "EC_Others", "UNKNOWN"};
}

std::string_view create_type_word(FillOrigin origin) {
  switch (origin) {
    case FillOrigin::liquidation: return "CreateByLiq";
    case FillOrigin::deleveraging: return "CreateByAdl_PassThrough";
    case FillOrigin::order: break;
  }
  return "CreateByUser";
}

/// The fees of an order by currency.
void write_fees(JsonFields& json, Desk& desk, const sim::ClientAccount& account, const ClientOrder& order) {
  std::map<std::string, Amount> fees;
  for (const std::size_t at : order.fills)
    fees[desk.universe().name(account.fills()[at].fee_asset)] += account.fills()[at].fee;
  json.object("cumFeeDetail");
  for (const auto& [asset, fee] : fees) json.text(asset, shown(fee));
  json.end_object();
}

}  // namespace

std::string order_id(const Market& market, std::int64_t number) {
  return market.is_spot() ? std::to_string(kSpotOrders + number) : uuid(kOrderUuid, number);
}

std::optional<std::int64_t> order_number(std::string_view id) {
  const bool derivative = id.starts_with(kOrderUuid);
  if (derivative) id.remove_prefix(kOrderUuid.size());
  std::int64_t number = 0;
  const auto [end, fault] = std::from_chars(id.data(), id.data() + id.size(), number, derivative ? 16 : 10);
  if (fault != std::errc() || end != id.data() + id.size()) return std::nullopt;
  return derivative ? number : number - kSpotOrders;
}

std::string exec_id(const Market& market, std::int64_t number) {
  return market.is_spot() ? std::to_string(kSpotTrades + number) : uuid(kTradeUuid, number);
}

std::string funding_id(std::int64_t number) { return uuid(kFundingUuid, number); }

std::string_view side_word(OrderSide side) { return side == OrderSide::buy ? "Buy" : "Sell"; }

std::string_view status_word(const Market& market, const ClientOrder& order) {
  switch (order.state) {
    case ClientOrderState::open: return order.filled.is_zero() ? "New" : "PartiallyFilled";
    case ClientOrderState::filled: return "Filled";
    case ClientOrderState::cancelled:
    case ClientOrderState::expired: break;
  }
  return market.is_spot() && !order.filled.is_zero() ? "PartiallyFilledCanceled" : "Cancelled";
}

std::string_view order_type_word(const ClientOrder& order) {
  return order.terms.kind == OrderKind::market || order.words == "Market" ? "Market" : "Limit";
}

std::string_view time_in_force_word(const ClientOrder& order) {
  switch (order.terms.kind) {
    case OrderKind::limit_fok: return "FOK";
    case OrderKind::post_only: return "PostOnly";
    case OrderKind::limit: return "GTC";
    case OrderKind::limit_ioc:
    case OrderKind::market: break;
  }
  return "IOC";
}

std::string_view exec_type_word(FillOrigin origin) {
  switch (origin) {
    case FillOrigin::liquidation: return "BustTrade";
    case FillOrigin::deleveraging: return "AdlTrade";
    case FillOrigin::order: break;
  }
  return "Trade";
}

std::string_view prevention_word(SelfTrade self_trade) {
  switch (self_trade) {
    case SelfTrade::expire_taker: return "CancelTaker";
    case SelfTrade::expire_both: return "CancelBoth";
    case SelfTrade::expire_maker: break;
  }
  return "CancelMaker";
}

std::string shown(Amount amount) { return format_decimal(amount.raw() / 10'000'000'000, 8); }

std::string rate_text(BasisPoints bps) { return format_decimal(div_round(bps.raw(), 10'000, Rounding::half_even), 8); }

std::string rate_text(Ray rate) {
  return format_decimal(div_round(rate.raw(), Ray::kOne / Price::kOne, Rounding::half_even), 8);
}

std::string ratio_text(Amount part, Amount whole) {
  if (whole.sign() <= 0) return "0";
  return format_decimal(mul_div(part.raw(), 10'000, whole.raw(), Rounding::half_even), 4);
}

void write_order(JsonFields& json, Desk& desk, const sim::ClientAccount& account, const ClientOrder& order,
                 bool topic) {
  const Market& market = desk.universe()[order.terms.market];
  const bool spot = market.is_spot();
  const EndRow end = end_of(order);
  const Quantity left = order.open() && order.terms.size > order.filled ? order.terms.size - order.filled : Quantity{};
  Amount fee;
  Amount realised;
  for (const std::size_t at : order.fills) {
    fee += account.fills()[at].fee;
    realised += account.fills()[at].realised;
  }
  json.object();
  if (topic) json.text("category", category_word(category_of(market)));
  json.text("orderId", order_id(market, order.number))
      .text("orderLinkId", order.client_id)
      .text("blockTradeId", "")
      .text("symbol", market.native)
      .text("price", order.terms.limit.to_string())
      .text("qty", order.terms.size.to_string())
      .text("side", side_word(order.terms.side))
      .text("isLeverage", spot ? "0" : "")
      .number("positionIdx", 0)
      .text("orderStatus", status_word(market, order))
      .text("createType", create_type_word(order.origin))
      .text("cancelType", end.cancel)
      .text("rejectReason", end.reject)
      .text("avgPrice", order.filled.is_zero() ? "" : sim::average_price(order).to_string())
      .text("leavesQty", left.to_string())
      .text("leavesValue", shown(notional_of(order.terms.limit, left)))
      .text("cumExecQty", order.filled.to_string())
      .text("cumExecValue", shown(order.paid))
      .text("cumExecFee", shown(fee));
  write_fees(json, desk, account, order);
  // Clients know spot from derivatives by these fields.
  spot ? json.text("marketUnit", order.terms.has_limit() ? "" : "baseCoin") : json.text("tpslMode", "");
  if (topic) json.text("closedPnl", shown(realised)).text("feeCurrency", "");
  json.text("timeInForce", time_in_force_word(order))
      .text("orderType", order_type_word(order))
      .text("stopOrderType", "")
      .text("orderIv", "")
      .text("triggerPrice", "")
      .text("takeProfit", "")
      .text("stopLoss", "")
      .number("triggerDirection", 0)
      .text("triggerBy", "")
      .text("lastPriceOnCreated", "")
      .flag("reduceOnly", order.terms.reduce_only)
      .flag("closeOnTrigger", false)
      .text("placeType", "")
      .text("smpType", prevention_word(order.terms.self_trade))
      .number("smpGroup", 0)
      .text("smpOrderId", "")
      .text("createdTime", std::to_string(sim::millis(order.created)))
      .text("updatedTime", std::to_string(sim::millis(order.updated)))
      .end_object();
}

}  // namespace basis::bybit::simulated
