#pragma once

#include <cstdint>
#include <type_traits>

#include "core/domain/ids.hpp"
#include "core/num/types.hpp"
#include "core/trade/client_order_id.hpp"

namespace basis {

enum class OrderSide : std::uint8_t { buy, sell };

/// How an order trades.
enum class OrderKind : std::uint8_t {
  market,     ///< at once, at any price
  limit,      ///< at its price or better; what does not trade rests in the book
  limit_ioc,  ///< at its price or better, at once; what does not trade is cancelled
  post_only,  ///< rests in the book; the venue cancels or refuses it where it would trade at once
};

/// A new order, as it travels through queues to the venue's encoder.
struct OrderCommand {
  ClientOrderId id;
  OrderSide side = OrderSide::buy;
  OrderKind kind = OrderKind::market;
  bool reduce_only = false;  ///< may only make a perpetual's position smaller
  InstrumentId instrument;
  Price limit;    ///< a multiple of the tick; market orders have none, and it is not read
  Quantity size;  ///< COINS, whatever the venue counts in; a multiple of the step
};

/// Takes an order back, by the id it was sent with.
struct CancelCommand {
  ClientOrderId id;  ///< of the order
  InstrumentId instrument;
};

static_assert(sizeof(OrderCommand) <= 64 && std::is_trivially_copyable_v<OrderCommand>);
static_assert(std::is_trivially_copyable_v<CancelCommand>);

}  // namespace basis
