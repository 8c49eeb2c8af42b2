#pragma once

#include "venues/wire/scan.hpp"

namespace basis::okx {

/// `arg` of a push: the instrument it is about.
template <wire::Order kOrder>
BASIS_HOT bool read_argument(wire::Scan<kOrder>& scan, wire::Object<kOrder>& root, InstrumentId& instrument) {
  wire::Object<kOrder> argument;
  return scan.enter(root, "arg", argument) && scan.symbol(argument, "instId", instrument) && scan.finish(argument);
}

/// Calls `each(entry)` with every entry of the root's `data`, of which there is at
/// least one and at most `room`. Every channel but `trades` sends one.
template <wire::Order kOrder, class Each>
BASIS_HOT bool each_entry(wire::Scan<kOrder>& scan, wire::Object<kOrder>& root, std::size_t room, Each&& each) {
  wire::Array<kOrder> data;
  if (!scan.enter(root, "data", data)) return false;
  std::size_t count = 0;
  const bool read = scan.each_object(data, "data", [&](wire::Object<kOrder>& entry) {
    if (count++ == room) return scan.fail(DecodeFault::too_many_events, "data");
    return each(entry);
  });
  return read && (count != 0 || scan.fail(DecodeFault::missing_field, "data"));
}

}  // namespace basis::okx
