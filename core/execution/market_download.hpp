#pragma once

#include <vector>

#include "core/execution/order_report.hpp"
#include "core/execution/order_tracker.hpp"

namespace basis {

/// What a venue tells of one market when it is asked: after a start, and after every lost connection.
struct MarketDownload {
  MarketId market;
  std::vector<OrderRecord> open;   ///< all open orders
  std::vector<OrderReport> fills;  ///< since the last one that is known, or from further back
  std::vector<OrderRecord> ended;  ///< orders that were live when they were last heard of, and are not
  Quantity position;               ///< signed coins
};

/// Gives a download to the tracker. Calls `take(effects)` after each step of it; they are valid until the next.
template <class Take>
void apply_download(OrderTracker& tracker, const MarketDownload& download, UtcTime now, Take&& take) {
  tracker.begin_download(download.market, now);
  for (const OrderReport& fill : download.fills) take(tracker.apply(fill, now));
  for (const OrderRecord& record : download.open) take(tracker.list_open(record, now));
  take(tracker.end_download(download.market, now));
  for (const OrderRecord& record : download.ended) take(tracker.answer(record, now));
}

}  // namespace basis
