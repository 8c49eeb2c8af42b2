#pragma once

#include <cstdint>
#include <type_traits>

#include "core/base/types.hpp"
#include "core/execution/client_order_id.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

enum class OrderSide : std::uint8_t { buy, sell };

/// How an order trades.
enum class OrderKind : std::uint8_t {
  market,     ///< at once, at any price
  limit,      ///< at its price or better; the rest stays in the order book
  limit_ioc,  ///< at its price or better, at once; the rest is cancelled
  post_only,  ///< only adds to the order book; the venue cancels or refuses it when it would trade at once
};

/// A new order, as it is passed through queues to the venue's encoder.
struct OrderCommand {
  ClientOrderId id;
  OrderSide side = OrderSide::buy;
  OrderKind kind = OrderKind::market;
  bool reduce_only = false;  ///< may only make a perpetual's position smaller
  InstrumentId instrument;
  Price limit;    ///< a multiple of the tick; not read for market orders
  Quantity size;  ///< in COINS, also for venues that count contracts; a multiple of the size step
};

/// Cancels an order, by the id it was sent with.
struct CancelCommand {
  ClientOrderId id;  ///< of the order
  InstrumentId instrument;
};

static_assert(sizeof(OrderCommand) <= 64 && std::is_trivially_copyable_v<OrderCommand>);
static_assert(std::is_trivially_copyable_v<CancelCommand>);

}  // namespace basis
