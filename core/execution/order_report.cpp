#include "core/execution/order_report.hpp"

#include <array>

#include "core/execution/account_report.hpp"

namespace basis {

std::string_view report_kind_name(ReportKind kind) {
  static constexpr std::array<std::string_view, 6> kNames = {"accepted", "fill",     "cancelled",
                                                             "expired",  "rejected", "amended"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view reject_reason_name(RejectReason reason) {
  static constexpr std::array<std::string_view, kRejectReasons> kNames = {
      "none",       "no_market",     "parameters",      "tick",      "step",          "size",       "notional",
      "price_band", "reduce_only",   "too_many_orders", "funds",     "post_only",     "self_trade", "not_enough_volume",
      "later",      "unknown_order", "duplicate_id",    "no_change", "never_arrived", "dead_man",   "liquidation",
      "other"};
  return kNames[static_cast<std::size_t>(reason)];
}

std::string_view account_report_kind_name(AccountReportKind kind) {
  static constexpr std::array<std::string_view, 7> kNames = {"balance",      "position", "funding",  "liquidation",
                                                             "deleveraging", "transfer", "insurance"};
  return kNames[static_cast<std::size_t>(kind)];
}

}  // namespace basis
