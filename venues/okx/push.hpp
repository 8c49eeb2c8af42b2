#pragma once

#include "venues/wire/scan.hpp"

namespace basis::okx {

/// Reads `arg` of a push, which names the market.
template <wire::FieldOrder kFieldOrder>
BASIS_HOT bool read_argument(wire::Scan<kFieldOrder>& scan, wire::Object<kFieldOrder>& root, MarketId& market) {
  wire::Object<kFieldOrder> argument;
  return scan.enter(root, "arg", argument) && scan.symbol(argument, "instId", market) && scan.finish(argument);
}

/// Calls `each(entry)` with every entry of the root's `data`, which must be at least one and at most `room`.
/// Every channel but `trades` sends one.
template <wire::FieldOrder kFieldOrder, class Each>
BASIS_HOT bool each_entry(wire::Scan<kFieldOrder>& scan, wire::Object<kFieldOrder>& root, std::size_t room,
                          Each&& each) {
  wire::Array<kFieldOrder> data;
  if (!scan.enter(root, "data", data)) return false;
  std::size_t count = 0;
  const bool read = scan.each_object(data, "data", [&](wire::Object<kFieldOrder>& entry) {
    if (count++ == room) return scan.fail(DecodeFault::too_many_events, "data");
    return each(entry);
  });
  return read && (count != 0 || scan.fail(DecodeFault::missing_field, "data"));
}

}  // namespace basis::okx
