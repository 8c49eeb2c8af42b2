#include <algorithm>
#include <array>

#include "venues/chain_order_facts.hpp"

namespace basis {
namespace {

/// The steps of an order as those of a group. Amounts that follow from what a step before makes are all of it.
class GroupOrder {
 public:
  explicit GroupOrder(const ChainOrderFacts& facts) : facts_(facts) {}

  Result<std::vector<GroupStep>> steps() {
    stakes_ = step_of(ActionType::stake) != nullptr;
    BASIS_TRY(closes_, repays_all());
    std::vector<GroupStep> steps;
    for (const ContractStep& step : facts_.order.steps) {
      GroupStep made;
      made.action = step.action;
      made.token = facts_.token_of(step);
      made.amount = step.size;
      const auto row = std::ranges::find(kRows, step.action, &Row::action);
      if (row != kRows.end()) {
        BASIS_TRY((this->*row->fit)(step, made));
      }
      if (!is_set(made)) steps.push_back(std::move(made));
    }
    return steps;
  }

 private:
  struct Row {
    ActionType action;
    Result<void> (GroupOrder::*fit)(const ContractStep& step, GroupStep& made) const;
  };
  static const std::array<Row, 8> kRows;

  [[nodiscard]] const ContractStep* step_of(ActionType action) const {
    const auto found = std::ranges::find(facts_.order.steps, action, &ContractStep::action);
    return found == facts_.order.steps.end() ? nullptr : &*found;
  }
  [[nodiscard]] Result<bool> repays_all() const {
    const ContractStep* const step = step_of(ActionType::repay);
    if (step == nullptr) return false;
    BASIS_TRY(const Wei size, facts_.units(step->size, facts_.token_of(*step)));
    return is_whole(size, facts_.owed(facts_.token_of(*step)));
  }
  /// An eMode that is set already costs gas for nothing.
  [[nodiscard]] bool is_set(const GroupStep& step) const {
    const auto& aave = facts_.terms.portfolio.aave_v3;
    return step.action == ActionType::set_emode && aave && aave->emode == step.category;
  }

  // What is over of a loan that covers the interest is repaid to its lender.
  [[nodiscard]] Result<void> flash_loan(const ContractStep& step, GroupStep& made) const {
    if (closes_) made.amount = with_interest(step.size);
    return ok();
  }
  [[nodiscard]] Result<void> repay(const ContractStep&, GroupStep& made) const {
    if (closes_) made.amount.reset();
    return ok();
  }
  [[nodiscard]] Result<void> withdraw(const ContractStep& step, GroupStep& made) const {
    BASIS_TRY(const Wei size, facts_.units(step.size, made.token));
    if (is_whole(size, facts_.supplied(made.token))) made.amount.reset();
    return ok();
  }
  [[nodiscard]] Result<void> supply(const ContractStep&, GroupStep& made) const {
    if (stakes_) made.amount.reset();
    return ok();
  }
  [[nodiscard]] Result<void> unwrap(const ContractStep& step, GroupStep& made) const {
    if (step.everything) made.amount.reset();
    return ok();
  }
  [[nodiscard]] Result<void> stake(const ContractStep& step, GroupStep& made) const {
    made.venue = facts_.terms.universe.name(step.account);
    return ok();
  }
  [[nodiscard]] Result<void> set_emode(const ContractStep&, GroupStep& made) const {
    BASIS_TRY(made.category, facts_.category());
    return ok();
  }
  [[nodiscard]] Result<void> swap(const ContractStep& step, GroupStep& made) const {
    BASIS_TRY(const QuoteKey key, facts_.quote(step));
    BASIS_TRY(const Wei least, facts_.least_out(key));
    BASIS_TRY(const auto token, facts_.terms.book.token(key.out));
    BASIS_TRY(made.minimum_out, least.to_amount(token.decimals));
    made.token = key.in;
    made.into = key.out;
    made.fee_hundredths_bps = key.fee_hundredths_bps;
    // What is sold is what was withdrawn, to the unit.
    const ContractStep* const withdrawn = step_of(ActionType::withdraw);
    if (withdrawn != nullptr && step.size == withdrawn->size) made.amount.reset();
    return ok();
  }

  const ChainOrderFacts& facts_;
  bool stakes_ = false;
  bool closes_ = false;  ///< the whole debt is repaid
};

const std::array<GroupOrder::Row, 8> GroupOrder::kRows{{
    {ActionType::flash_loan, &GroupOrder::flash_loan},
    {ActionType::repay, &GroupOrder::repay},
    {ActionType::withdraw, &GroupOrder::withdraw},
    {ActionType::supply, &GroupOrder::supply},
    {ActionType::unwrap, &GroupOrder::unwrap},
    {ActionType::stake, &GroupOrder::stake},
    {ActionType::set_emode, &GroupOrder::set_emode},
    {ActionType::swap, &GroupOrder::swap},
}};

}  // namespace

Result<ChainOrderPlan> plan_group_order(const ChainOrderFacts& facts) {
  GroupTerms terms;
  terms.wallet = facts.terms.wallet;
  terms.deadline = facts.terms.deadline;
  const ChainPortfolio& portfolio = facts.terms.portfolio;
  BASIS_TRY(const auto executor, facts.terms.book.contract("instadapp", "executor"));
  for (const auto& [key, allowed] : portfolio.allowances)
    if (key.spender == executor) terms.allowed[key.token] = allowed;
  if (portfolio.aave_v3)
    for (const auto& [token, reserve] : portfolio.aave_v3->reserves) terms.supplied[token] = reserve.supplied();
  if (facts.order.action == ActionType::atomic)
    terms.least_health = facts.terms.settings.mode.leverage.health_factor_critical;
  BASIS_TRY(const auto steps, GroupOrder(facts).steps());
  BASIS_TRY(GroupPlan made, plan_group(facts.terms.book, steps, terms));
  return ChainOrderPlan{std::move(made.before), std::move(made.transaction), std::move(made.group)};
}

}  // namespace basis
