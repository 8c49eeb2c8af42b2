#pragma once

#include "core/execution/order_command.hpp"
#include "core/execution/order_room.hpp"
#include "core/execution/pair_order.hpp"
#include "core/execution/pretrade_verdict.hpp"

namespace basis {

/// Where the commands of a pair worker go. An order that is sent gets its id here. No function calls the worker back:
/// what comes of an order is told to it afterwards.
class PairHost {
 public:
  virtual ~PairHost() = default;
  /// Checks an order, and sends it when it may go. Where there is no room for another order, the reason is
  /// `total_order_rate`.
  virtual PreTradeReason send(OrderCommand& order) = 0;
  /// Checks both orders before either goes; sends both or none.
  virtual PreTradeReason send_both(OrderCommand& first, OrderCommand& second) = 0;
  /// How much of a new order the node's limits on its size and the account's free funds let through.
  virtual OrderRoom room(const OrderCommand& order) = 0;
  /// False where the cancel cannot go at this time; it is asked for again.
  virtual bool cancel(const OrderCommand& order) = 0;
  /// Gives a resting order the limit of `order`, which has the order's id and its whole size. Checked as a new order;
  /// false where it cannot go.
  virtual bool amend(const OrderCommand& order) = 0;
  /// Whether orders of a market can reach its venue at all.
  [[nodiscard]] virtual bool takes_orders(MarketId market) const = 0;
  /// An account lacks funds for the pair; `lacking.needed` is for all that is left of it. Told again every 3 s.
  virtual void lacks(std::uint64_t pair, const Funds& lacking) = 0;
  virtual void alarm(std::uint64_t pair, PairAlarm what) = 0;
  /// The pair has ended. Told again, with the figures as they then are, when a later fill was evened.
  virtual void ended(const PairFigures& figures) = 0;
};

}  // namespace basis
