#pragma once

#include "core/domain/order.hpp"
#include "core/execution/book_view.hpp"
#include "core/execution/costs.hpp"

namespace basis {

/// Orders for one instruction or pair, in the order they are to be sent; or
/// why there are none.
struct RoutedOrders {
  std::vector<Order> orders;
  std::string refusal;
};

/// Turns what the strategy wants into commands to accounts, by the mode's
/// routing table. It keeps no state.
class Router {
 public:
  Router(const Universe& universe, const Settings& settings, const CostCalculator& costs)
      : universe_(universe), settings_(settings), costs_(costs) {}

  /// Orders of a pair block, all sized against the same book.
  [[nodiscard]] RoutedOrders route_pair(const InstructionBlock& block, const BookView& book) const;
  /// Orders of one instruction, sized against the book as it is when its turn comes.
  [[nodiscard]] RoutedOrders route(const Instruction& instruction, const BookView& book) const;

 private:
  [[nodiscard]] RoutedOrders route_transfer(const Instruction& instruction, const BookView& book) const;
  [[nodiscard]] RoutedOrders route_contract(const Instruction& instruction, const BookView& book) const;
  [[nodiscard]] RoutedOrders route_single_trade(const Instruction& instruction, const BookView& book) const;
  void add_trades(const Instrument& instrument, Amount size, bool buy, RoutedOrders& routed) const;

  const Universe& universe_;
  const Settings& settings_;
  const CostCalculator& costs_;
};

}  // namespace basis
