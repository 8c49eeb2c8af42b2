#pragma once

#include <string_view>

#include "core/execution/order_report.hpp"

namespace basis::bybit {

/// How an order stands, by `orderStatus`. Source: "Enum Definitions".
struct OrderWord {
  std::string_view word;
  bool open = false;
  ReportKind end = ReportKind::fill;
};

inline constexpr OrderWord kOrderWords[] = {
    {"New", true},
    {"PartiallyFilled", true},
    {"Untriggered", true},
    {"Triggered", true},
    {"Filled", false, ReportKind::fill},
    {"Cancelled", false, ReportKind::cancelled},
    {"PartiallyFilledCanceled", false, ReportKind::cancelled},
    {"Deactivated", false, ReportKind::cancelled},
    {"Rejected", false, ReportKind::rejected},
};

/// Null for a status that is not known.
inline const OrderWord* find_order_word(std::string_view status) {
  for (const OrderWord& known : kOrderWords)
    if (known.word == status) return &known;
  return nullptr;
}

struct ReasonWord {
  std::string_view word;
  RejectReason reason;
};

/// `rejectReason` and `cancelType`.
inline constexpr ReasonWord kReasonWords[] = {
    {"EC_PostOnlyWillTakeLiquidity", RejectReason::post_only},
    {"EC_NoImmediateQtyToFill", RejectReason::not_enough_volume},
    {"EC_NoEnoughQtyToFill", RejectReason::not_enough_volume},
    {"EC_CancelForNoFullFill", RejectReason::not_enough_volume},
    {"EC_BySelfMatch", RejectReason::self_trade},
    {"EC_StopBySelfMatch", RejectReason::self_trade},
    {"EC_DuplicatedClOrdID", RejectReason::duplicate_id},
    {"EC_InvalidSymbolStatus", RejectReason::no_market},
    {"EC_ReachRiskPriceLimit", RejectReason::price_band},
    {"EC_ReachMarketPriceLimit", RejectReason::price_band},
    {"CancelBySmp", RejectReason::self_trade},
    {"CancelByDCP", RejectReason::dead_man},
    {"CancelByReduceOnly", RejectReason::reduce_only},
    {"CancelAllBeforeLiq", RejectReason::liquidation},
    {"CancelByPrepareLiq", RejectReason::liquidation},
};

/// `none` for a word that gives no reason.
inline RejectReason reason_of(std::string_view word) {
  for (const ReasonWord& known : kReasonWords)
    if (known.word == word) return known.reason;
  return RejectReason::none;
}

/// How an order trades, by its type and time in force.
inline OrderKind kind_of(std::string_view type, std::string_view time_in_force) {
  if (type == "Market") return OrderKind::market;
  if (time_in_force == "PostOnly") return OrderKind::post_only;
  if (time_in_force == "IOC") return OrderKind::limit_ioc;
  if (time_in_force == "FOK") return OrderKind::limit_fok;
  return OrderKind::limit;
}

inline OrderSide side_of(std::string_view word) { return word == "Sell" ? OrderSide::sell : OrderSide::buy; }

/// What made a fill, by `execType`; an order that the venue made itself, by `createType`.
inline FillOrigin origin_of(std::string_view word) {
  if (word == "BustTrade" || word == "CreateByLiq" || word == "CreateByTakeOver_PassThrough")
    return FillOrigin::liquidation;
  if (word == "AdlTrade" || word == "CreateByAdl_PassThrough") return FillOrigin::deleveraging;
  return FillOrigin::order;
}

}  // namespace basis::bybit
