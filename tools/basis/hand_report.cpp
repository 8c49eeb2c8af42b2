#include "tools/basis/hand_report.hpp"

#include <fmt/format.h>

#include "tools/basis/exit_code.hpp"

namespace basis {

int tell_report(const TradeReport& report, bool json) {
  if (json) {
    fmt::print("{}\n", report_json(report));
  } else {
    for (const TradeTable& table : report.tables)
      fmt::print("{}{}", &table == report.tables.data() ? "" : "\n", table_text(table));
  }
  if (report.status == OrderStatus::accepted) return kExitDone;
  if (report.status == OrderStatus::refused) {
    fmt::print(stderr, "basis: {}: {}: refused: {}\n", report.account, report.action, report.text);
    return kExitData;
  }
  fmt::print(stderr, "basis: {}: {}: unknown: {}; ask again: {}\n", report.account, report.action, report.text,
             report.again);
  return kExitUnknown;
}

}  // namespace basis
