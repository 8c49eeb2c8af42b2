#pragma once

#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "core/execution/costs.hpp"
#include "core/execution/instruction.hpp"
#include "core/execution/portfolio_view.hpp"
#include "core/execution/router.hpp"
#include "core/portfolio/capital_flow.hpp"
#include "core/strategy/entry_plan.hpp"
#include "core/strategy/strategy_memory.hpp"

namespace basis {

using InstructionBlocks = std::vector<InstructionBlock>;

/// Inputs of every strategy. The referenced objects outlive the strategy.
struct StrategyContext {
  const Universe& universe;
  const Settings& settings;
  const CostCalculator& costs;
};

/// Target of a wrapper action.
struct Goal {
  Amount equity;       ///< share class: what the mode manages, including its reserve
  Amount set_aside{};  ///< kept in the wallet in addition, for the owner
  ExitSpeed speed = ExitSpeed::fast;
  std::optional<KeptPart> part{};  ///< a withdrawal: every leg in this proportion, instead of the configured target
};

/// Base of all strategies. It defines the order of the checks at a step; a mode implements the five
/// wrapper actions. Strategies name action types and amounts, never venues.
class Strategy {
 public:
  explicit Strategy(const StrategyContext& context)
      : context_(context),
        router_(context.universe, context.settings, context.costs),
        entry_router_(context.universe, context.settings, context.costs, CapacityCheck::none) {}
  virtual ~Strategy() = default;
  Strategy(const Strategy&) = delete;
  Strategy& operator=(const Strategy&) = delete;

  /// Decides one step. Checked in order: risk override, withdrawals and deposits, delta drift,
  /// margin, dust, equity deviation since the last rebalance; otherwise hold. An answer that would
  /// send no order is noted once, and the next question is asked. Before the first
  /// entry only withdrawals and the entry are considered; with rebalancing disabled, after it only
  /// withdrawals and deposits. Within `time_throttle_interval` of the last decision that acted only the risk override
  /// is considered. So it is with `plan_open`: orders of an earlier decision are not sent yet, or what it sent is still
  /// on its way. A decision counts as acting until its plan ends, and flows wait for that.
  /// With `only_leaves` nothing is asked that may make a position larger: risk, withdrawals and a person's wish to
  /// leave alone are.
  Decision decide(const PortfolioView& portfolio, bool plan_open = false, bool only_leaves = false);

  /// Capital that was paid in at this step, or that its owner withdraws. The following decisions
  /// take it into account.
  void receive(const CapitalFlow& flow);

  /// A person wants everything closed and brought to the wallet, whatever is under way. It stays out until `come_back`,
  /// or a deposit.
  void leave(ExitSpeed speed) {
    memory_.leaving = speed;
    memory_.leavings = 0;
    memory_.hurried = true;
  }
  /// Whether that is so, and it is not done yet.
  [[nodiscard]] bool leaving() const { return memory_.leaving.has_value(); }
  /// What a person asks for waits for an open plan, and for no interval.
  void hurry() { memory_.hurried = true; }
  /// What a person closed may be entered again.
  void come_back();

  /// Every order of the last decision was refused by a venue. At the next step its question is passed over, so that
  /// those below it are asked.
  void refused();

  /// The last entry has ended with a part of it not traded: it is gone on with a while later.
  void unfinished(UtcTime at) { memory_.unfinished = at; }

  /// All that the next decisions depend on besides the portfolio; a new strategy of the same mode that is given it
  /// decides the same.
  [[nodiscard]] const StrategyMemory& memory() const { return memory_; }
  void restore(StrategyMemory memory) { memory_ = std::move(memory); }

  /// Brings an empty portfolio to its target.
  [[nodiscard]] virtual InstructionBlocks entry_full(const PortfolioView& portfolio, const Goal& goal) const = 0;
  /// Scales the portfolio up to its target for more equity.
  [[nodiscard]] virtual InstructionBlocks entry_partial(const PortfolioView& portfolio, const Goal& goal) const = 0;
  /// Scales every leg down to its target for less equity, or to less risk.
  [[nodiscard]] virtual InstructionBlocks exit_partial(const PortfolioView& portfolio, const Goal& goal) const = 0;
  /// Closes everything and brings the proceeds to the wallet.
  [[nodiscard]] virtual InstructionBlocks exit_full(const PortfolioView& portfolio, ExitSpeed speed) const = 0;
  /// Closes everything and sells the dust, whatever that costs.
  [[nodiscard]] InstructionBlocks leave_all(const PortfolioView& portfolio, ExitSpeed speed) const;
  /// Sells tokens that are neither share class, asset nor staking token when they are worth more
  /// than the threshold.
  [[nodiscard]] virtual InstructionBlocks sell_dust(const PortfolioView& portfolio) const;

 protected:
  /// Whether the portfolio holds the mode's position.
  [[nodiscard]] virtual bool entered(const PortfolioView& portfolio) const = 0;
  /// A reason to delay an entry that could be made by this plan; absent when there is none.
  [[nodiscard]] virtual std::optional<std::string> entry_obstacle(const PortfolioView& portfolio,
                                                                  const EntryPlan& plan) const;
  /// What a first entry should be told with; empty for most.
  [[nodiscard]] virtual std::string entry_remark(const PortfolioView& portfolio) const;
  /// Whether the position earns so little that the exit gate counts this instant. Never without an exit gate.
  [[nodiscard]] virtual bool earns_too_little(const PortfolioView& portfolio) const;
  /// What a first entry of `equity` with this reserve ratio needs and costs. Nothing of it depends on what is held.
  [[nodiscard]] virtual EntryPlan plan_entry(const PortfolioView& portfolio, Amount equity, Ratio reserve) const = 0;
  [[nodiscard]] virtual std::optional<Decision> override_risk(const PortfolioView& portfolio) const;
  [[nodiscard]] virtual std::optional<Decision> correct_delta(const PortfolioView& portfolio) const;
  [[nodiscard]] virtual std::optional<Decision> correct_margin(const PortfolioView& portfolio) const;
  /// Whether a rebalance to the target would move enough to be worth its cost.
  [[nodiscard]] virtual bool worth_rebalancing(const PortfolioView& portfolio) const;

  /// Equity that the mode puts to work: equity less the gas of the coming steps and less the
  /// reserve of the rest. At least `kGasKept` times that gas stays in the wallet, also when the
  /// reserve is smaller, against a rise of gas prices.
  [[nodiscard]] Amount deployable(Amount equity, Amount gas) const {
    return deployable(equity, gas, mode().reserve_ratio);
  }
  [[nodiscard]] static Amount deployable(Amount equity, Amount gas, Ratio reserve);
  /// Whether a move of this worth is at least `transfer.minimum` and ten times its gas; both are in USD.
  [[nodiscard]] bool worth_its_gas(Amount worth, Amount gas_due) const;
  /// Gas of an operation in the share class.
  [[nodiscard]] Amount gas(const PortfolioView& portfolio, std::string_view operation) const;
  [[nodiscard]] const StrategyContext& context() const { return context_; }
  [[nodiscard]] const ModeSettings& mode() const { return context_.settings.mode; }

 private:
  using Question = StrategyQuestion;
  using Notes = std::vector<std::string>;

  [[nodiscard]] bool throttled(const std::optional<UtcTime>& since, UtcTime now) const {
    return since && now - *since < mode().time_throttle_interval;
  }
  void settle_costs(const PortfolioView& portfolio);
  [[nodiscard]] std::optional<Decision> ask_risk(const PortfolioView& portfolio, Notes& notes);
  [[nodiscard]] std::optional<Decision> choose(const PortfolioView& portfolio, bool only_leaves, Notes& notes);
  [[nodiscard]] std::optional<Decision> ask_regular(const PortfolioView& portfolio, Notes& notes);
  /// The answer, when it can be carried out. Otherwise adds why not to `notes`, the first time.
  [[nodiscard]] std::optional<Decision> feasible(Question question, std::optional<Decision> answer,
                                                 const PortfolioView& portfolio, Notes& notes);
  [[nodiscard]] std::optional<Decision> enter(const PortfolioView& portfolio);
  [[nodiscard]] Decision wait(const PortfolioView& portfolio, Amount equity, const std::string& shortfall, bool first);
  [[nodiscard]] std::string infeasible_reserve(const PortfolioView& portfolio, Amount equity,
                                               const std::string& shortfall) const;
  [[nodiscard]] std::string cost_remark(const PortfolioView& portfolio, Amount equity, Amount cost) const;
  [[nodiscard]] std::optional<Decision> serve_withdrawal(const PortfolioView& portfolio);
  [[nodiscard]] std::optional<Decision> serve_leaving(const PortfolioView& portfolio, Notes& notes);
  [[nodiscard]] std::optional<Decision> unwind_for(const PortfolioView& portfolio, const CapitalFlow& flow);
  [[nodiscard]] Goal unwinding_goal(const PortfolioView& portfolio, const CapitalFlow& flow);
  [[nodiscard]] std::optional<Decision> finish_entry(const PortfolioView& portfolio);
  [[nodiscard]] std::optional<Decision> follow_payment(const PortfolioView& portfolio);
  void owe_again();
  [[nodiscard]] Decision pay(const PortfolioView& portfolio, Amount amount, std::string reason);
  [[nodiscard]] std::optional<Decision> follow_capital(const PortfolioView& portfolio);
  void watch_carry(const PortfolioView& portfolio);
  [[nodiscard]] std::optional<Decision> leave_for_carry(const PortfolioView& portfolio) const;
  [[nodiscard]] std::optional<Decision> remove_dust(const PortfolioView& portfolio) const;
  [[nodiscard]] std::optional<Decision> follow_equity(const PortfolioView& portfolio) const;
  /// Equity less the withdrawals that are not paid yet.
  [[nodiscard]] Amount managed(const PortfolioView& portfolio) const;
  [[nodiscard]] Goal goal(const PortfolioView& portfolio) const;

  StrategyContext context_;
  Router router_;
  Router entry_router_;  ///< a first entry over capacity is for the run's owner to hear of
  StrategyMemory memory_;
  struct Payment {
    CapitalFlow flow;
    Amount paid_before;  ///< `StrategyMemory::paid`
  };
  std::optional<Payment> paying_;  ///< by the last decision
};

/// Builds the strategy of a mode. A mode without one is a usage error that lists the modes with
/// one.
Result<std::unique_ptr<Strategy>> make_strategy(const StrategyContext& context);

}  // namespace basis
