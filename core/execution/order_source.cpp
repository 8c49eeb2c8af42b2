#include "core/execution/order_source.hpp"

#include "core/execution/after_refusal.hpp"

namespace basis {

void OrderSource::start(const std::vector<InstructionBlock>& blocks) {
  require(orders_.empty(), "a new decision came while orders were open");
  blocks_ = &blocks;
  block_ = 0;
  instruction_ = 0;
  round_ = 0;
}

void OrderSource::drop() {
  orders_.clear();
  refused_ = nullptr;
  blocks_ = nullptr;
}

OrderSourceRecord OrderSource::record() const {
  return {blocks_ != nullptr,
          block_,
          instruction_,
          round_,
          taken_,
          before_round_,
          {orders_.begin(), orders_.end()},
          refused_};
}

void OrderSource::restore(const OrderSourceRecord& record, const std::vector<InstructionBlock>& blocks) {
  blocks_ = record.started ? &blocks : nullptr;
  block_ = record.block;
  instruction_ = record.instruction;
  round_ = record.round;
  taken_ = record.taken;
  before_round_ = record.before_round;
  orders_.assign(record.routed.begin(), record.routed.end());
  refused_ = record.refused;
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

void OrderSource::refused(OrderPtr order) {
  refused_ = std::move(order);
  const bool looping = block_ < blocks_->size() && (*blocks_)[block_].kind == BlockKind::loop;
  if (looping && (instruction_ > 0 || round_ > 0)) next_block();
}

/// Why the next order is not sent; empty when it is.
std::string OrderSource::fault_of_next(const PortfolioView& portfolio) const {
  const Order& order = orders_.front();
  std::string fault = router_.gas_fault(order, portfolio);
  if (fault.empty() && refused_) fault = pointless_after(*refused_, order, portfolio);
  return fault;
}

/// Whether the next order spends what is still on its way.
bool OrderSource::waits(const PortfolioView& portfolio, const PlanTransfers& under_way) const {
  return !orders_.empty() && under_way.into(account_needed(portfolio.universe, orders_.front()), portfolio.now());
}

/// Removes orders at the front of the queue whose gas the wallet cannot pay, or that make no sense after a refusal. One
/// that waits stays: what it lacks may be on its way.
void OrderSource::drop_unsendable(const PortfolioView& portfolio, RoutingNotes& notes, const PlanTransfers& under_way) {
  while (!orders_.empty()) {
    if (waits(portfolio, under_way)) return;
    router_.fit_to_cash(orders_.front(), portfolio);
    const std::string fault = fault_of_next(portfolio);
    if (fault.empty()) return;
    notes.not_sent.push_back({orders_.front().action, fault});
    orders_.pop_front();
  }
  refused_ = nullptr;
}

/// Routes the next instruction, or the next pair or atomic block as a whole, with the current portfolio. False when
/// there are no more blocks, or the instruction waits.
bool OrderSource::route_next(const PortfolioView& portfolio, RoutingNotes& notes, const PlanTransfers& under_way) {
  if (blocks_ == nullptr || block_ >= blocks_->size()) return false;
  const InstructionBlock& block = (*blocks_)[block_];
  if (under_way.under_way(portfolio.now()) &&
      under_way.into_any(accounts_needed(portfolio.universe, settings_, block, instruction_), portfolio.now()))
    return false;
  if (block.kind == BlockKind::loop && instruction_ == 0) {
    // Another round after one that sent nothing would send nothing, too.
    const bool stuck = round_ > 0 && before_round_ == taken_;
    if (stuck || router_.loop_done(block, portfolio)) {
      next_block();
      return true;
    }
    before_round_ = taken_;
  }
  RoutedOrders routed = route_part(block, portfolio);
  if (!routed.refusal.empty()) notes.not_sent.push_back({block.instructions[instruction_].action, routed.refusal});
  if (!routed.cut.empty()) notes.cut.push_back(routed.cut);
  if (routed.over_capacity) notes.over_capacity = routed.refusal;
  if (!routed.orders.empty()) notes.uses = capacity_uses(routed.orders, portfolio, settings_);
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

std::vector<Order> OrderSource::take_trades() {
  std::vector<Order> trades;
  while (!orders_.empty() && orders_.front().type == ExecutionType::cex_trade) {
    trades.push_back(std::move(orders_.front()));
    orders_.pop_front();
    ++taken_;
  }
  return trades;
}

std::optional<Order> OrderSource::next(const PortfolioView& portfolio, RoutingNotes& notes,
                                       const PlanTransfers& under_way) {
  do drop_unsendable(portfolio, notes, under_way);
  while (orders_.empty() && route_next(portfolio, notes, under_way));
  if (orders_.empty() || waits(portfolio, under_way)) return std::nullopt;
  Order order = std::move(orders_.front());
  orders_.pop_front();
  ++taken_;
  return order;
}

}  // namespace basis
