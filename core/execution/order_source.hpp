#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "core/execution/capacity.hpp"
#include "core/execution/plan.hpp"
#include "core/execution/router.hpp"

namespace basis {

/// An instruction or an order that is not sent, and why.
struct NotSent {
  ActionType action = ActionType::wallet_transfer;
  std::string reason;
};

/// What there is to tell about the orders that were routed.
struct RoutingNotes {
  std::vector<NotSent> not_sent;
  std::vector<std::string> cut;   ///< what the bound on the orders of a step left out
  std::vector<CapacityUse> uses;  ///< limits that the instruction of the next order uses
  std::string over_capacity;      ///< why an instruction was refused by `execution.capacity=refuse`; empty otherwise
};

/// How far the blocks of a decision have been turned into orders, as a journal keeps it.
struct OrderSourceRecord {
  bool started = false;  ///< there are blocks
  std::uint64_t block = 0;
  std::uint64_t instruction = 0;
  std::uint64_t round = 0;
  std::uint64_t taken = 0;
  std::uint64_t before_round = 0;
  std::vector<Order> routed;  ///< not taken yet
  OrderPtr refused;
};

/// Turns the blocks of a decision into orders, one at a time. Each instruction, and each pair or atomic block as a
/// whole, is routed with the portfolio at its turn, so the caller carries out an order and measures the portfolio
/// before it asks for the next. A loop ends when the router says so, or after `kMostRounds`.
class OrderSource {
 public:
  /// A loop approaches its target by a constant factor per round and needs far fewer rounds.
  static constexpr std::size_t kMostRounds = 200;

  /// Both must outlive the source.
  OrderSource(const Router& router, const Settings& settings) : router_(router), settings_(settings) {}

  /// Begins with the first of these blocks, which must outlive the last call of `next`. Throws `InvariantError` when
  /// orders of the blocks before are neither sent nor dropped.
  void start(const std::vector<InstructionBlock>& blocks);
  /// The next order; absent when the blocks have no more, or when what comes next waits for one of the plan's transfers
  /// `under_way` (see core/execution/plan.hpp); `done` tells which. Adds what was routed for it to `notes`.
  [[nodiscard]] std::optional<Order> next(const PortfolioView& portfolio, RoutingNotes& notes,
                                          const PlanTransfers& under_way = {});
  /// Takes the trades on exchanges that were routed together with the last order and come next.
  [[nodiscard]] std::vector<Order> take_trades();
  /// Whether the blocks have no more orders.
  [[nodiscard]] bool done() const { return orders_.empty() && (blocks_ == nullptr || block_ >= blocks_->size()); }
  /// Drops what is not sent.
  void drop();
  /// The last order was refused by its venue. Those that were routed with it and make no sense without it are left out
  /// (see `pointless_after`); a loop ends, because its next round would ask for the same.
  void refused(OrderPtr order);

  [[nodiscard]] OrderSourceRecord record() const;
  /// Goes on where a source with these blocks was; they must outlive the last call of `next`.
  void restore(const OrderSourceRecord& record, const std::vector<InstructionBlock>& blocks);

 private:
  [[nodiscard]] RoutedOrders route_part(const InstructionBlock& block, const PortfolioView& portfolio) const;
  [[nodiscard]] std::string fault_of_next(const PortfolioView& portfolio) const;
  void drop_unsendable(const PortfolioView& portfolio, RoutingNotes& notes, const PlanTransfers& under_way);
  [[nodiscard]] bool waits(const PortfolioView& portfolio, const PlanTransfers& under_way) const;
  [[nodiscard]] bool route_next(const PortfolioView& portfolio, RoutingNotes& notes, const PlanTransfers& under_way);
  void next_block();

  const Router& router_;
  const Settings& settings_;
  const std::vector<InstructionBlock>* blocks_ = nullptr;
  std::size_t block_ = 0;
  std::size_t instruction_ = 0;
  std::size_t round_ = 0;           ///< of a loop
  std::uint64_t taken_ = 0;         ///< orders
  std::uint64_t before_round_ = 0;  ///< orders taken before the loop's round
  std::deque<Order> orders_;        ///< routed, not taken yet
  OrderPtr refused_;                ///< the last refused of those that were routed together with `orders_`
};

}  // namespace basis
