#pragma once

#include <cstdint>
#include <type_traits>

#include "core/base/types.hpp"
#include "core/execution/client_order_id.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

enum class OrderAction : std::uint8_t {
  create,  ///< a new order
  cancel,  ///< the rest of an order is taken back
  amend,   ///< an order gets a new limit or a new size
};

enum class OrderSide : std::uint8_t { buy, sell };

/// How an order trades.
enum class OrderKind : std::uint8_t {
  market,     ///< at once, at any price within the venue's band; the rest expires
  limit,      ///< at its price or better; the rest stays in the order book
  limit_ioc,  ///< at its price or better, at once; the rest expires
  post_only,  ///< only adds to the order book; the venue cancels or refuses it when it would trade at once
  limit_fok,  ///< at its price or better, at once and whole, or not at all
};
inline constexpr std::size_t kOrderKinds = 5;
/// Whether an order of this kind has ended as soon as the venue has taken it.
constexpr bool trades_at_once(OrderKind kind) {
  return kind == OrderKind::market || kind == OrderKind::limit_ioc || kind == OrderKind::limit_fok;
}

/// What a venue does when an order would meet one of our own.
enum class SelfTrade : std::uint8_t {
  expire_maker,  ///< the resting order expires
  expire_taker,  ///< the rest of the arriving order expires
  expire_both,
};

/// A command to a venue, as it is passed through queues to the venue's encoder.
struct OrderCommand {
  ClientOrderId id;  ///< of the order; a cancel and an amendment name the order they change
  OrderAction action = OrderAction::create;
  OrderSide side = OrderSide::buy;
  OrderKind kind = OrderKind::market;
  SelfTrade self_trade = SelfTrade::expire_maker;
  bool reduce_only = false;  ///< may only make a perp's position smaller
  MarketId market;
  Price limit;  ///< a multiple of the tick; not read for market orders; amend: the new limit, zero when it stays
  /// In COINS, also for venues that count contracts; a multiple of the step; amend: the new whole size, with what has
  /// filled.
  Quantity size;

  [[nodiscard]] constexpr bool buys() const { return side == OrderSide::buy; }
  [[nodiscard]] constexpr bool has_limit() const { return kind != OrderKind::market; }
};

static_assert(sizeof(OrderCommand) <= 64 && std::is_trivially_copyable_v<OrderCommand>);

}  // namespace basis
