#pragma once

#include <functional>
#include <optional>
#include <span>

#include "core/execution/cash_plan.hpp"
#include "core/execution/costs.hpp"
#include "core/execution/order.hpp"
#include "core/execution/order_room.hpp"
#include "core/execution/portfolio_view.hpp"

namespace basis {

/// Orders for one instruction or pair, in the order in which they are sent; or the reason why there
/// are none.
struct RoutedOrders {
  std::vector<Order> orders;
  std::string refusal;
  bool over_capacity = false;  ///< refused because markets or protocols cannot take it
  std::string cut{};  ///< what was left out because a leg has at most `kMostOrders` orders in a step; empty: nothing
};

/// Whether a router refuses what is over capacity where the mode says so (`execution.capacity=refuse`).
enum class CapacityCheck { as_configured, none };

/// Turns the instructions of a strategy into orders for accounts, by the mode's routing table. It
/// has no state.
class Router {
 public:
  Router(const Universe& universe, const Settings& settings, const CostCalculator& costs,
         CapacityCheck check = CapacityCheck::as_configured)
      : universe_(universe),
        settings_(settings),
        costs_(costs),
        refuses_(check == CapacityCheck::as_configured && settings.mode.execution.capacity == CapacityModel::refuse) {}

  /// Orders of a pair block, all sized against the same portfolio.
  [[nodiscard]] RoutedOrders route_pair(const InstructionBlock& block, const PortfolioView& portfolio) const;
  /// The one order of an atomic block, sized as a whole for its leverage target and checked against
  /// the limits of the lending account.
  [[nodiscard]] RoutedOrders route_atomic(const InstructionBlock& block, const PortfolioView& portfolio) const;
  /// The order of one instruction of a looping block, up to the size this round allows; none when
  /// there is nothing to do.
  [[nodiscard]] RoutedOrders route_loop(const Instruction& instruction, const InstructionBlock& block,
                                        const PortfolioView& portfolio) const;
  /// Whether a looping block is so near to its target that another round is not worth its gas.
  [[nodiscard]] bool loop_done(const InstructionBlock& block, const PortfolioView& portfolio) const;
  /// Orders of one instruction, sized against the portfolio at its turn.
  [[nodiscard]] RoutedOrders route(const Instruction& instruction, const PortfolioView& portfolio) const;
  /// The transfer of `cash_for_leg`.
  [[nodiscard]] std::optional<Order> cash_for_leg(const Funds& lacking, std::span<const OrderPtr> worked,
                                                  const PortfolioView& portfolio) const;
  /// Makes a transfer smaller by what rounding took of the cash that it is to move.
  void fit_to_cash(Order& order, const PortfolioView& portfolio) const;
  /// Why the account that pays the gas of the next order cannot; empty when it can, or when there is none to pay.
  [[nodiscard]] std::string gas_fault(const Order& order, const PortfolioView& portfolio) const;

 private:
  [[nodiscard]] RoutedOrders plan(const Instruction& instruction, const PortfolioView& portfolio) const;
  [[nodiscard]] RoutedOrders plan_pair(const InstructionBlock& block, const PortfolioView& portfolio) const;
  [[nodiscard]] RoutedOrders plan_atomic(const InstructionBlock& block, const PortfolioView& portfolio) const;
  /// The same orders, or none and the reason when they are over capacity and the mode refuses that.
  [[nodiscard]] RoutedOrders within_capacity(RoutedOrders routed, const PortfolioView& portfolio) const;
  [[nodiscard]] RoutedOrders route_any_transfer(const Instruction& instruction, const PortfolioView& portfolio) const;
  [[nodiscard]] RoutedOrders route_idle_cash(const PortfolioView& portfolio) const;
  [[nodiscard]] RoutedOrders route_transfer(const Instruction& instruction, const PortfolioView& portfolio) const;
  [[nodiscard]] RoutedOrders route_asset(const Instruction& instruction, const PortfolioView& portfolio) const;
  [[nodiscard]] RoutedOrders route_pay_out(const Instruction& instruction, const PortfolioView& portfolio) const;
  [[nodiscard]] RoutedOrders route_unwrap_rewards(const PortfolioView& portfolio) const;
  [[nodiscard]] Order atomic_order(const InstructionBlock& block, const PortfolioView& portfolio,
                                   const std::function<Amount(ActionType)>& size_of) const;
  [[nodiscard]] RoutedOrders route_contract(const Instruction& instruction, const PortfolioView& portfolio) const;
  [[nodiscard]] RoutedOrders route_more_short(const Instruction& instruction, const PortfolioView& portfolio) const;
  [[nodiscard]] RoutedOrders route_to_net(Instruction instruction, const PortfolioView& portfolio) const;
  [[nodiscard]] RoutedOrders route_single_trade(const Instruction& instruction, const PortfolioView& portfolio) const;
  void add_moves(const std::vector<CashMove>& moves, RoutedOrders& routed) const;
  void add_move_inside(Amount into_spot, RoutedOrders& routed) const;
  void add_trades(const Instrument& instrument, Amount size, bool buy, RoutedOrders& routed) const;

  const Universe& universe_;
  const Settings& settings_;
  const CostCalculator& costs_;
  bool refuses_;
};

}  // namespace basis
