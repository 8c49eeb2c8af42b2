#pragma once

#include "venues/wire/scan.hpp"

namespace basis::okx {

/// `arg` of a push: the instrument it is about.
template <wire::Order kOrder>
BASIS_HOT bool read_argument(wire::Scan<kOrder>& scan, wire::od::object& root, InstrumentId& instrument) {
  wire::od::object argument;
  return scan.enter(root, "arg", argument) && scan.symbol(argument, "instId", instrument);
}

/// The entry number `count` of `data`. Every channel but `trades` sends one.
template <wire::Order kOrder, class Element>
BASIS_HOT bool enter_entry(wire::Scan<kOrder>& scan, Element&& element, std::size_t count, std::size_t room,
                           wire::od::object& entry) {
  if (count == room) return scan.fail(DecodeFault::too_many_events, "data", scan.here());
  return element.get(entry) == simdjson::SUCCESS || scan.fail(DecodeFault::wrong_type, "data", scan.here());
}

/// Fails where `data` held no entry at all.
template <wire::Order kOrder>
BASIS_HOT bool has_entry(wire::Scan<kOrder>& scan, std::size_t count) {
  return count != 0 || scan.fail(DecodeFault::missing_field, "data", scan.here());
}

}  // namespace basis::okx
