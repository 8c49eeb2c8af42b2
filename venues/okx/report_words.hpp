#pragma once

#include <string_view>

#include "core/execution/order_report.hpp"

namespace basis::okx {

/// How an order stands, by `state`.
struct OrderWord {
  std::string_view word;
  bool open = false;
  ReportKind end = ReportKind::fill;
};
inline constexpr OrderWord kOrderWords[] = {
    {"live", true},
    {"partially_filled", true},
    {"filled", false, ReportKind::fill},
    {"canceled", false, ReportKind::cancelled},
    {"mmp_canceled", false, ReportKind::cancelled},
};

/// Null for a state that is not known.
inline const OrderWord* find_order_word(std::string_view state) {
  for (const OrderWord& known : kOrderWords)
    if (known.word == state) return &known;
  return nullptr;
}

struct CancelWord {
  std::string_view source;
  RejectReason reason;
};
/// Why the venue ended an order, by `cancelSource`; one that is not listed, and that of ours (1), has none.
inline constexpr CancelWord kCancelWords[] = {
    {"3", RejectReason::liquidation},        {"6", RejectReason::liquidation},        {"9", RejectReason::funds},
    {"13", RejectReason::not_enough_volume}, {"14", RejectReason::not_enough_volume}, {"15", RejectReason::price_band},
    {"20", RejectReason::dead_man},          {"22", RejectReason::reduce_only},       {"23", RejectReason::reduce_only},
    {"31", RejectReason::post_only},         {"32", RejectReason::self_trade},
};
inline RejectReason cancel_reason(std::string_view source) {
  for (const CancelWord& known : kCancelWords)
    if (known.source == source) return known.reason;
  return RejectReason::none;
}

/// How an order trades, by `ordType`.
inline OrderKind kind_of(std::string_view type) {
  if (type == "market" || type == "optimal_limit_ioc") return OrderKind::market;
  if (type == "post_only") return OrderKind::post_only;
  if (type == "ioc") return OrderKind::limit_ioc;
  if (type == "fok") return OrderKind::limit_fok;
  return OrderKind::limit;
}

/// Who made an order, by `category`.
inline FillOrigin origin_of(std::string_view category) {
  if (category == "full_liquidation" || category == "partial_liquidation") return FillOrigin::liquidation;
  return category == "adl" ? FillOrigin::deleveraging : FillOrigin::order;
}

/// Who made a fill, by `subType` of its bill: 100 to 107 are liquidations, 125 to 128 are ADL ("Get bills details").
inline FillOrigin origin_of_bill(std::int64_t type) {
  if (type >= 100 && type <= 107) return FillOrigin::liquidation;
  return type >= 125 && type <= 128 ? FillOrigin::deleveraging : FillOrigin::order;
}

inline OrderSide side_of(std::string_view word) { return word == "sell" ? OrderSide::sell : OrderSide::buy; }

}  // namespace basis::okx
