#include "core/execution/order_source.hpp"

namespace basis {

void OrderSource::start(const std::vector<InstructionBlock>& blocks) {
  require(orders_.empty(), "a new decision came while orders were open");
  blocks_ = &blocks;
  block_ = 0;
  instruction_ = 0;
  round_ = 0;
}

RoutedOrders OrderSource::route_part(const InstructionBlock& block, const PortfolioView& portfolio) const {
  const Instruction& instruction = block.instructions[instruction_];
  switch (block.kind) {
    case BlockKind::pair: return router_.route_pair(block, portfolio);
    case BlockKind::atomic: return router_.route_atomic(block, portfolio);
    case BlockKind::loop: return router_.route_loop(instruction, block, portfolio);
    case BlockKind::sequence: return router_.route(instruction, portfolio);
  }
  broken_invariant("unknown kind of block");
}

void OrderSource::next_block() {
  ++block_;
  instruction_ = 0;
  round_ = 0;
}

/// Removes orders at the front of the queue whose gas the wallet cannot pay.
void OrderSource::drop_unpayable(const PortfolioView& portfolio, std::vector<NotSent>& not_sent) {
  while (!orders_.empty()) {
    const std::string fault = router_.gas_fault(orders_.front(), portfolio);
    if (fault.empty()) return;
    not_sent.push_back({orders_.front().action, fault});
    orders_.pop_front();
  }
}

/// Routes the next instruction, or the next pair or atomic block as a whole, with the current portfolio. False when
/// there are no more blocks.
bool OrderSource::route_next(const PortfolioView& portfolio, std::vector<NotSent>& not_sent) {
  if (blocks_ == nullptr || block_ >= blocks_->size()) return false;
  const InstructionBlock& block = (*blocks_)[block_];
  if (block.kind == BlockKind::loop && instruction_ == 0 && router_.loop_done(block, portfolio)) {
    next_block();
    return true;
  }
  RoutedOrders routed = route_part(block, portfolio);
  if (!routed.refusal.empty()) not_sent.push_back({block.instructions[instruction_].action, routed.refusal});
  for (Order& order : routed.orders) orders_.push_back(std::move(order));
  const bool whole = block.kind == BlockKind::pair || block.kind == BlockKind::atomic;
  if (!whole && ++instruction_ < block.instructions.size()) return true;
  instruction_ = 0;
  ++round_;
  // Whether a loop is done is decided with the portfolio after its last order.
  if (block.kind == BlockKind::loop && round_ < kMostRounds) return true;
  next_block();
  return true;
}

std::optional<Order> OrderSource::next(const PortfolioView& portfolio, std::vector<NotSent>& not_sent) {
  do drop_unpayable(portfolio, not_sent);
  while (orders_.empty() && route_next(portfolio, not_sent));
  if (orders_.empty()) return std::nullopt;
  Order order = std::move(orders_.front());
  orders_.pop_front();
  return order;
}

}  // namespace basis
