#pragma once

#include <string>
#include <vector>

#include "core/execution/order.hpp"

namespace basis {

/// Rows of texts under names, as a terminal and a JSON document show them.
struct TradeTable {
  std::string name;                  ///< the member of the document: "balances"
  std::vector<std::string> columns;  ///< in lower case: "entry_price"
  std::vector<std::vector<std::string>> rows{};
};

/// What an action has come to.
struct TradeReport {
  std::string account;
  std::string action;
  OrderStatus status = OrderStatus::accepted;  ///< of what was asked for; a mere question is accepted
  std::string text{};                          ///< refused and unknown: why, in one line
  std::string again{};                         ///< unknown: the command that asks for it again
  std::vector<TradeTable> tables{};
};

/// Columns of equal width, numbers to the right; of a table without rows "none".
std::string table_text(const TradeTable& table);
/// {"account", "action", "outcome": "accepted" | "refused" | "unknown", "text", "again", and an array of objects for
/// each table}. All values are texts.
std::string report_json(const TradeReport& report);

}  // namespace basis
