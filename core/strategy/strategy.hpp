#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/domain/instruction.hpp"
#include "core/execution/book_view.hpp"
#include "core/execution/costs.hpp"
#include "core/flows/capital_flow.hpp"

namespace basis {

using InstructionBlocks = std::vector<InstructionBlock>;

/// What every strategy is made from. The references outlive the strategy.
struct StrategyContext {
  const Universe& universe;
  const Settings& settings;
  const CostCalculator& costs;
};

/// Where a wrapper action is to bring the book.
struct Goal {
  Amount equity;       ///< share class: what the mode manages, its reserve included
  Amount set_aside{};  ///< left in the wallet on top, for its owner
  ExitSpeed speed = ExitSpeed::fast;
};

/// The base of all strategy managers: it owns the order in which a step's
/// questions are asked; a mode answers them through the five wrapper actions.
/// Strategies name action types and amounts, never venues.
class Strategy {
 public:
  explicit Strategy(const StrategyContext& context) : context_(context) {}
  virtual ~Strategy() = default;
  Strategy(const Strategy&) = delete;
  Strategy& operator=(const Strategy&) = delete;

  /// Decides one step: risk override, withdrawals and deposits, delta drift,
  /// margin, dust, equity deviation since the last rebalance, hold. Before the
  /// first entry only capital and the entry are considered, and with
  /// rebalancing off only capital after it.
  Decision decide(const BookView& book);

  /// Capital that was paid in at this step, or that its owner asks back: the
  /// decisions from here on follow it.
  void receive(const CapitalFlow& flow);

  /// Brings an empty book to its target.
  [[nodiscard]] virtual InstructionBlocks entry_full(const BookView& book, const Goal& goal) const = 0;
  /// Scales the book up to its target for more equity.
  [[nodiscard]] virtual InstructionBlocks entry_partial(const BookView& book, const Goal& goal) const = 0;
  /// Scales every leg down to its target for less equity, or to less risk.
  [[nodiscard]] virtual InstructionBlocks exit_partial(const BookView& book, const Goal& goal) const = 0;
  /// Closes everything and brings the proceeds to the wallet.
  [[nodiscard]] virtual InstructionBlocks exit_full(const BookView& book, ExitSpeed speed) const = 0;
  /// Sells tokens that are neither share class, asset nor staking token once
  /// they are worth it.
  [[nodiscard]] virtual InstructionBlocks sell_dust(const BookView& book) const;

 protected:
  /// Whether the book holds the mode's position.
  [[nodiscard]] virtual bool entered(const BookView& book) const = 0;
  /// A reason to wait with the first entry; absent when there is none.
  [[nodiscard]] virtual std::optional<std::string> entry_obstacle(const BookView& book) const;
  [[nodiscard]] virtual std::optional<Decision> override_risk(const BookView& book) const;
  [[nodiscard]] virtual std::optional<Decision> correct_delta(const BookView& book) const;
  [[nodiscard]] virtual std::optional<Decision> correct_margin(const BookView& book) const;
  /// Whether a rebalance to target would move enough to be worth its cost.
  [[nodiscard]] virtual bool worth_rebalancing(const BookView& book) const;

  /// Equity the mode puts to work: all but the gas the coming steps may cost and
  /// the reserve, so that the reserve still is one after they have been paid.
  [[nodiscard]] Amount deployable(Amount equity, Amount gas) const;
  /// Gas of an operation in the share class.
  [[nodiscard]] Amount gas(const BookView& book, std::string_view operation) const;
  [[nodiscard]] const StrategyContext& context() const { return context_; }
  [[nodiscard]] const ModeSettings& mode() const { return context_.settings.mode; }

 private:
  [[nodiscard]] std::optional<Decision> choose(const BookView& book);
  [[nodiscard]] std::optional<Decision> enter(const BookView& book) const;
  [[nodiscard]] std::optional<Decision> serve_withdrawal(const BookView& book);
  [[nodiscard]] std::optional<Decision> unwind_for(const BookView& book, const CapitalFlow& flow);
  [[nodiscard]] Decision pay(const BookView& book, Amount amount, std::string reason);
  [[nodiscard]] std::optional<Decision> follow_capital(const BookView& book);
  [[nodiscard]] std::optional<Decision> remove_dust(const BookView& book) const;
  [[nodiscard]] std::optional<Decision> follow_equity(const BookView& book) const;
  /// Equity less what is owed to the owner.
  [[nodiscard]] Amount managed(const BookView& book) const;
  [[nodiscard]] Goal goal(const BookView& book) const;

  StrategyContext context_;
  std::vector<CapitalFlow> withdrawals_;     ///< not paid yet, oldest first
  Amount deposits_;                          ///< not followed yet
  int unwindings_ = 0;                       ///< tries for the oldest withdrawal
  bool retarget_ = false;                    ///< legs still have to follow a payment out of the reserve
  std::optional<Amount> rebalanced_equity_;  ///< equity at the last entry or rebalance
  std::optional<UtcTime> acted_at_;
  enum class Closed { no, by_owner, by_risk } closed_ = Closed::no;  ///< after a full exit the mode stays out
};

/// Builds the strategy of a mode; a mode without one is a usage error that
/// lists those there are.
Result<std::unique_ptr<Strategy>> make_strategy(const StrategyContext& context);

}  // namespace basis
