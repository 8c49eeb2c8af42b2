#pragma once

#include <string_view>

#include "core/execution/order_report.hpp"

namespace basis::binance {

/// How an order stands, by `status` or `X`.
struct OrderWord {
  std::string_view word;
  bool open = false;
  ReportKind end = ReportKind::fill;
  RejectReason reason = RejectReason::none;
};

inline constexpr OrderWord kOrderWords[] = {
    {"NEW", true},
    {"PARTIALLY_FILLED", true},
    {"PENDING_NEW", true},
    {"PENDING_CANCEL", true},
    {"FILLED", false, ReportKind::fill},
    {"CANCELED", false, ReportKind::cancelled},
    {"EXPIRED", false, ReportKind::expired},
    {"EXPIRED_IN_MATCH", false, ReportKind::expired, RejectReason::self_trade},
    {"REJECTED", false, ReportKind::rejected, RejectReason::other},
};

/// Null for a status that is not known.
inline const OrderWord* find_order_word(std::string_view status) {
  for (const OrderWord& known : kOrderWords)
    if (known.word == status) return &known;
  return nullptr;
}

/// How an order trades, by its type and time in force.
inline OrderKind kind_of(std::string_view type, std::string_view time_in_force) {
  if (type == "MARKET") return OrderKind::market;
  if (type == "LIMIT_MAKER" || time_in_force == "GTX") return OrderKind::post_only;
  if (time_in_force == "IOC") return OrderKind::limit_ioc;
  if (time_in_force == "FOK") return OrderKind::limit_fok;
  return OrderKind::limit;
}

inline OrderSide side_of(std::string_view word) { return word == "SELL" ? OrderSide::sell : OrderSide::buy; }

}  // namespace basis::binance
