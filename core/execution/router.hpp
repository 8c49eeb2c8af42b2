#pragma once

#include <functional>

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
  /// The one order of an atomic block, sized as a whole for its leverage target and
  /// checked against the limits of the lending account before it goes.
  [[nodiscard]] RoutedOrders route_atomic(const InstructionBlock& block, const BookView& book) const;
  /// The order of one instruction of a looping block, as far as this round can go; none where it has nothing to do.
  [[nodiscard]] RoutedOrders route_loop(const Instruction& instruction, const InstructionBlock& block,
                                        const BookView& book) const;
  /// Whether a looping block has come as near to its target as is worth another round.
  [[nodiscard]] bool loop_done(const InstructionBlock& block, const BookView& book) const;
  /// Orders of one instruction, sized against the book as it is when its turn comes.
  [[nodiscard]] RoutedOrders route(const Instruction& instruction, const BookView& book) const;

 private:
  [[nodiscard]] RoutedOrders route_transfer(const Instruction& instruction, const BookView& book) const;
  [[nodiscard]] RoutedOrders route_asset(const Instruction& instruction, const BookView& book) const;
  [[nodiscard]] RoutedOrders route_pay_out(const Instruction& instruction, const BookView& book) const;
  [[nodiscard]] RoutedOrders route_unwrap_rewards(const BookView& book) const;
  [[nodiscard]] Order atomic_order(const InstructionBlock& block, const BookView& book,
                                   const std::function<Amount(ActionType)>& size_of) const;
  [[nodiscard]] RoutedOrders route_contract(const Instruction& instruction, const BookView& book) const;
  [[nodiscard]] RoutedOrders route_more_short(const Instruction& instruction, const BookView& book) const;
  [[nodiscard]] RoutedOrders route_single_trade(const Instruction& instruction, const BookView& book) const;
  void add_trades(const Instrument& instrument, Amount size, bool buy, RoutedOrders& routed) const;

  const Universe& universe_;
  const Settings& settings_;
  const CostCalculator& costs_;
};

}  // namespace basis
