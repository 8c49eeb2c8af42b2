#include "core/execution/dry_route.hpp"

#include <algorithm>

namespace basis {
namespace {

/// The orders of a block, each instruction routed against the same portfolio.
std::vector<RoutedOrders> route_block(const Router& router, const InstructionBlock& block,
                                      const PortfolioView& portfolio) {
  if (block.kind == BlockKind::pair) return {router.route_pair(block, portfolio)};
  if (block.kind == BlockKind::atomic) return {router.route_atomic(block, portfolio)};
  std::vector<RoutedOrders> all;
  if (block.kind == BlockKind::loop && router.loop_done(block, portfolio)) return all;
  for (const Instruction& instruction : block.instructions) {
    if (instruction.action == ActionType::approve) continue;
    all.push_back(block.kind == BlockKind::loop ? router.route_loop(instruction, block, portfolio)
                                                : router.route(instruction, portfolio));
  }
  return all;
}

void add_reason(std::string& reasons, const std::string& reason) {
  if (reason.empty() || reasons.find(reason) != std::string::npos) return;
  reasons += (reasons.empty() ? "" : "; ") + reason;
}

}  // namespace

std::string why_nothing_sent(const Router& router, const std::vector<InstructionBlock>& blocks,
                             const PortfolioView& portfolio) {
  std::string reasons;
  for (const InstructionBlock& block : blocks)
    for (const RoutedOrders& routed : route_block(router, block, portfolio)) {
      for (const Order& order : routed.orders) {
        const std::string fault = router.gas_fault(order, portfolio);
        if (fault.empty()) return {};
        add_reason(reasons, fault);
      }
      add_reason(reasons, routed.refusal);
    }
  return reasons.empty() ? "nothing to do" : reasons;
}

}  // namespace basis
