#include "venues/okx/simulator_words.hpp"

#include <array>

namespace basis::okx::simulated {
namespace {

using sim::JsonFields;

/// Ends that the venue makes. Source: "Order channel", `cancelSource`.
struct CancelRow {
  RejectReason reason;
  std::string_view source;
  std::string_view words;
};
constexpr std::array<CancelRow, 6> kCancels{{
    {RejectReason::none, "1", "Order was canceled by user"},
    {RejectReason::post_only, "31", "The post-only order will take liquidity in taker orders"},
    {RejectReason::self_trade, "32", "Self trade prevention"},
    {RejectReason::dead_man, "20", "Cancel all after triggered"},
    {RejectReason::liquidation, "3",
     "Risk cancellation was triggered. Pending order was canceled due to insufficient margin ratio and "
     "forced-liquidation risk."},
    {RejectReason::reduce_only, "23", "Reduce-only order was canceled as there is no position to reduce"},
}};
constexpr CancelRow kFok{RejectReason::not_enough_volume, "13", "FOK order was canceled due to incompletely filled."};
constexpr CancelRow kIoc{RejectReason::not_enough_volume, "14",
                         "IOC order was partially canceled due to incompletely filled."};
constexpr CancelRow kSystem{RejectReason::other, "0", "Order was canceled by system"};

const CancelRow& cancel_of(const sim::ClientOrder& order) {
  if (order.reason == RejectReason::not_enough_volume || order.reason == RejectReason::none)
    if (trades_at_once(order.terms.kind)) return order.terms.kind == OrderKind::limit_fok ? kFok : kIoc;
  for (const CancelRow& row : kCancels)
    if (row.reason == order.reason) return row;
  return kSystem;
}

std::string_view type_word(const sim::ClientOrder& order) {
  constexpr std::array<std::string_view, kOrderKinds> kTypes = {"market", "limit", "ioc", "post_only", "fok"};
  return kTypes[static_cast<std::size_t>(order.terms.kind)];
}

std::string_view prevention_word(SelfTrade self_trade) {
  constexpr std::array<std::string_view, 3> kWords = {"cancel_maker", "cancel_taker", "cancel_both"};
  return kWords[static_cast<std::size_t>(self_trade)];
}

std::string_view category_word(const sim::ClientOrder& order) {
  constexpr std::array<std::string_view, 3> kWords = {"normal", "full_liquidation", "adl"};
  return kWords[static_cast<std::size_t>(order.origin)];
}

/// `sz` and `tgtCcy` as they were sent: "quote_ccy 100" is an order over so much of the quote.
void write_size(JsonFields& json, const Market& market, const sim::ClientOrder& order) {
  const std::string_view words = order.words;
  const std::size_t space = words.find(' ');
  const bool of_quote = space != words.npos;
  json.text("sz", of_quote ? std::string(words.substr(space + 1)) : shown(market, order.terms.size))
      .text("tgtCcy", words.substr(0, std::min(space, words.size())));
}

/// Fees so far: what was paid is negative, what was received is a rebate.
void write_fees(JsonFields& json, const sim::ClientAccount& account, const Market& market,
                const sim::ClientOrder& order) {
  Amount paid, rebate, profit;
  AssetId asset = order.terms.buys() && market.is_spot() ? *market.base : *market.quote;
  AssetId other = asset;
  for (const std::size_t at : order.fills) {
    const sim::ClientFill& fill = account.fills()[at];
    (fill.fee.sign() < 0 ? rebate : paid) += fill.fee;
    (fill.fee.sign() < 0 ? other : asset) = fill.fee_asset;
    profit += fill.realised;
  }
  json.text("fee", negated(paid))
      .text("feeCcy", account.universe().name(asset))
      .text("rebate", negated(rebate))
      .text("rebateCcy", account.universe().name(other))
      .text("pnl", money(profit));
}

void write_last_fill(JsonFields& json, const Market& market, const sim::ClientFill* fill, std::int64_t at) {
  json.text("fillPx", fill != nullptr ? fill->price.to_string() : "")
      .text("fillSz", fill != nullptr ? shown(market, fill->size) : "0")
      .text("fillTime", fill != nullptr ? std::to_string(at) : "")
      .text("tradeId", fill != nullptr ? std::to_string(trade_id_of(*fill)) : "");
}

/// What only the channel tells.
void write_pushed(JsonFields& json, const Desk& desk, const sim::ClientAccount& account, const Market& market,
                  const sim::ClientOrder& order, const OrderTold& told) {
  const sim::ClientFill* const fill = told.fill;
  const bool failed = told.amend_failure != nullptr;
  json.text("amendResult", failed         ? "-1"
                           : told.amended ? "0"
                                          : "")
      .text("amendSource", failed || told.amended ? "1" : "")
      .text("reqId", told.request)
      .text("code", failed ? std::to_string(told.amend_failure->code) : "0")
      .text("msg", failed ? told.amend_failure->text : "")
      .text("execType", fill == nullptr                       ? ""
                        : fill->liquidity == Liquidity::maker ? "M"
                                                              : "T")
      .text("fillFee", fill == nullptr ? "0" : negated(fill->fee))
      .text("fillFeeCcy", fill == nullptr ? "" : account.universe().name(fill->fee_asset))
      .text("fillPnl", fill == nullptr ? "0" : money(fill->realised))
      .text("fillNotionalUsd", fill == nullptr ? "" : money(fill->worth))
      .text("notionalUsd", money(notional_of(desk.board(market).last(), order.terms.size)))
      .text("lastPx", desk.board(market).last().to_string())
      .number("instIdCode", Desk::code_of(market));
}

}  // namespace

std::string_view state_word(const sim::ClientOrder& order) {
  if (order.open()) return order.filled.is_zero() ? "live" : "partially_filled";
  return order.state == sim::ClientOrderState::filled ? "filled" : "canceled";
}

void write_order(JsonFields& json, const Desk& desk, const sim::ClientAccount& account, const sim::ClientOrder& order,
                 const OrderTold& told) {
  const Market& market = account.universe()[order.terms.market];
  const bool cancelled = !order.open() && order.state != sim::ClientOrderState::filled;
  const sim::ClientFill* fill = told.fill;
  if (fill == nullptr && !told.pushed && !order.fills.empty()) fill = &account.fills()[order.fills.back()];
  json.object()
      .text("instType", type_of(market))
      .text("instId", market.native)
      .text("ccy", "")
      .text("ordId", std::to_string(order.number))
      .text("clOrdId", order.client_id)
      .text("tag", "")
      .text("px", order.terms.has_limit() && order.origin == FillOrigin::order ? order.terms.limit.to_string() : "");
  write_size(json, market, order);
  json.text("ordType", type_word(order))
      .text("side", order.terms.buys() ? "buy" : "sell")
      .text("posSide", "net")
      .text("tdMode", market.is_spot() ? "cash" : "cross")
      .text("accFillSz", shown(market, order.filled))
      .text("avgPx", order.filled.is_zero() ? "" : average_price(order).to_string())
      .text("state", state_word(order))
      .text("lever", market.is_spot() ? "" : std::to_string(account.pool_of(market).leverage_of(market)));
  write_last_fill(json, market, fill, fill != nullptr ? desk.time(fill->at) : 0);
  write_fees(json, account, market, order);
  json.text("source", "")
      .text("category", category_word(order))
      .text("reduceOnly", flag_text(order.terms.reduce_only))
      .text("cancelSource", cancelled ? cancel_of(order).source : "")
      .text("cancelSourceReason", cancelled ? cancel_of(order).words : "")
      .text("stpId", "")
      .text("stpMode", prevention_word(order.terms.self_trade));
  for (const std::string_view none : {"tpTriggerPx", "tpOrdPx", "slTriggerPx", "slOrdPx", "algoId", "algoClOrdId",
                                      "pxUsd", "pxVol", "pxType", "quickMgnType", "attachAlgoClOrdId"})
    json.text(none, "");
  json.raw("attachAlgoOrds", "[]").raw("linkedAlgoOrd", R"({"algoId":""})").text("isTpLimit", "false");
  if (told.pushed) write_pushed(json, desk, account, market, order, told);
  json.text("cTime", std::to_string(desk.time(order.created)))
      .text("uTime", std::to_string(desk.time(order.updated)))
      .end_object();
}

}  // namespace basis::okx::simulated
