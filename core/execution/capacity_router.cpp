// The part of the router that keeps orders within what markets and protocols can take.

#include "core/execution/capacity.hpp"
#include "core/execution/router.hpp"

namespace basis {

RoutedOrders Router::within_capacity(RoutedOrders routed, const PortfolioView& portfolio) const {
  if (!refuses_) return routed;
  for (const CapacityUse& use : capacity_uses(routed.orders, portfolio, settings_)) {
    if (!use.over()) continue;
    RoutedOrders refused;
    refused.refusal = capacity_text(use, universe_);
    refused.over_capacity = true;
    return refused;
  }
  return routed;
}

RoutedOrders Router::route_pair(const InstructionBlock& block, const PortfolioView& portfolio) const {
  return within_capacity(plan_pair(block, portfolio), portfolio);
}

RoutedOrders Router::route_atomic(const InstructionBlock& block, const PortfolioView& portfolio) const {
  return within_capacity(plan_atomic(block, portfolio), portfolio);
}

RoutedOrders Router::route(const Instruction& instruction, const PortfolioView& portfolio) const {
  return within_capacity(plan(instruction, portfolio), portfolio);
}

}  // namespace basis
