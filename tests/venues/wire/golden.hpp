#pragma once

#include "tests/venues/wire/order_support.hpp"

namespace basis::test {

/// A request as it goes over the wire, of a head written with plain line ends.
inline std::string request(std::string_view head, std::string_view body) {
  std::string text;
  for (const char c : head) text += c == '\n' ? "\r\n" : std::string(1, c);
  return text + "\r\n\r\n" + std::string(body);
}

inline OrderCommand of_kind(OrderKind kind, OrderCommand order) {
  order.kind = kind;
  return order;
}
inline OrderCommand reducing(OrderCommand order) {
  order.reduce_only = true;
  return order;
}
inline OrderCommand cancel_of(MarketId market) {
  OrderCommand order;
  order.id = id("run7000000000042");
  order.action = OrderAction::cancel;
  order.market = market;
  return order;
}
/// The order with another limit and size; no limit: it stays.
inline OrderCommand amended(OrderCommand order, const char* limit, const char* size) {
  order.action = OrderAction::amend;
  order.limit = limit != nullptr ? price(limit) : Price{};
  order.size = coins(size);
  return order;
}

}  // namespace basis::test
