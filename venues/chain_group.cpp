#include "venues/chain_group.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/aave_v3/calls.hpp"
#include "venues/aave_v3/contracts.hpp"
#include "venues/alchemy/calls.hpp"
#include "venues/chain/erc20.hpp"
#include "venues/chain_steps.hpp"
#include "venues/etherfi/calls.hpp"
#include "venues/lido/calls.hpp"
#include "venues/uniswap/calls.hpp"

namespace basis {
namespace {

using chain::ContractCall;
using chain::kEverything;
using chain::Token;
using instadapp::executor_all;
using instadapp::ExecutorStep;

/// Where an amount stands in the data of a call: behind the selector, by the number of words before it.
constexpr std::uint64_t word_at(std::uint64_t words) { return 4 + 32 * words; }

/// What a supplier's balance may be short of by rounding: a withdrawal of all pays this much less at worst (Aave's
/// tokens round by a unit at each of transfer and burn).
constexpr unsigned kRoundedUnits = 2;

/// Which value of `account_data` is the health factor.
constexpr std::uint64_t kHealthWord = 5;
constexpr std::uint64_t kHealthUnitsOfRatio = 1'000'000;  // 1e-18 in 1e-12

/// What the executor holds of a token while the group runs.
struct Held {
  u256 sure = 0;
  bool more = false;  ///< besides, what a step has made of an amount that is not known before
};

class GroupBuilder {
 public:
  GroupBuilder(const chain::ContractBook& book, const GroupTerms& terms) : book_(book), terms_(terms) {}

  Result<GroupPlan> plan(const std::vector<GroupStep>& steps) {
    BASIS_TRY(executor_, book_.contract("instadapp", "executor"));
    BASIS_TRY(for_each_step(steps, [this](const GroupStep& step, std::size_t index) { return take(step, index); }));
    if (plan_.group.loan != 0 && !repaid_)
      return Error(ErrorKind::usage, "a flash loan is taken and not repaid (allowed: flash_repay behind the steps)");
    if (plan_.group.steps.empty()) return Error(ErrorKind::usage, "a group without a step for the executor");
    BASIS_TRY(allow());
    BASIS_TRY(return_all());
    for (ContractCall& call : plan_.before) say(call, executor_.to_string(), "the executor");
    BASIS_TRY(assert_health());
    plan_.group.deadline = terms_.deadline;
    BASIS_TRY(plan_.transaction, instadapp::execute(book_, plan_.group));
    return std::move(plan_);
  }

 private:
  using Recipe = Result<void> (GroupBuilder::*)(const GroupStep&);
  struct Row {
    ActionType action;
    Recipe recipe;
  };

  Result<void> take(const GroupStep& step, std::size_t index) {
    static constexpr std::array<Row, 10> kRecipes{{
        {ActionType::flash_loan, &GroupBuilder::flash_loan},
        {ActionType::flash_repay, &GroupBuilder::flash_repay},
        {ActionType::wrap, &GroupBuilder::wrap},
        {ActionType::unwrap, &GroupBuilder::unwrap},
        {ActionType::stake, &GroupBuilder::stake},
        {ActionType::supply, &GroupBuilder::supply},
        {ActionType::withdraw, &GroupBuilder::withdraw},
        {ActionType::borrow, &GroupBuilder::borrow},
        {ActionType::repay, &GroupBuilder::repay},
        {ActionType::swap, &GroupBuilder::swap},
    }};
    if (repaid_) {
      plan_.after.push_back(step);
      return ok();
    }
    if (step.action == ActionType::flash_loan && index != 0)
      return Error(ErrorKind::usage, "a flash loan is the first step, or none");
    if (step.action == ActionType::set_emode) {
      BASIS_TRY(auto call, aave_v3::set_emode(book_, step.category));
      plan_.before.push_back(std::move(call));
      return ok();
    }
    const auto row = std::ranges::find(kRecipes, step.action, &Row::action);
    if (row == kRecipes.end()) return Error(ErrorKind::usage, "the executor has no such action");
    return (this->*row->recipe)(step);
  }

  void make(const std::string& symbol, const u256& sure) { held_[symbol].sure += sure; }
  void make_unknown(const std::string& symbol) { held_[symbol].more = true; }

  /// What a step uses of a token: an amount, or all that is there. What is missing comes from the wallet.
  Result<u256> use(const GroupStep& step, const std::string& symbol) {
    Held& held = held_[symbol];
    if (!step.amount) {
      if (held.sure == 0 && !held.more)
        return Error(ErrorKind::usage, fmt::format("all {}, and no step before it has made any", symbol));
      const u256 all = held.more ? executor_all() : held.sure;
      ether_swept_ = ether_swept_ || (held.more && symbol == "ETH");
      held = {};
      return all;
    }
    BASIS_TRY(const u256 wanted, step_units(book_, step, symbol));
    if (held.sure < wanted && !held.more) {
      BASIS_TRY(pull(symbol, u256(wanted - held.sure)));
      held.sure = wanted;
    }
    held.sure -= std::min(held.sure, wanted);
    return wanted;
  }

  /// From the wallet to the executor.
  Result<void> pull(const std::string& symbol, const u256& amount) {
    BASIS_TRY(const auto token, book_.token(symbol));
    if (!token.is_ether()) return pull(token, amount);
    // The wallet's ether is there from the start, so that a step that took all has taken it, too.
    if (ether_swept_)
      return Error(ErrorKind::usage, "takes ether of the wallet behind a step that takes all (allowed: before it)");
    plan_.group.value += amount;
    return ok();
  }
  Result<void> pull(const Token& token, const u256& amount) {
    ExecutorStep step;
    BASIS_TRY(step.call, chain::make_call(token.address, Wei(), chain::erc20().transfer_from,
                                          fmt::format("take {} of the wallet", chain::amount_text(token, Wei(amount))),
                                          terms_.wallet, executor_, amount));
    step.token = token.address;
    plan_.group.steps.push_back(std::move(step));
    const auto there = std::ranges::find(pulled_, token.symbol, [](const auto& one) { return one.first.symbol; });
    if (there != pulled_.end())
      there->second += amount;
    else
      pulled_.emplace_back(token, amount);
    return ok();
  }

  /// A call that spends `amount` of a token, with an allowance for it, written into its data where it is all.
  Result<void> spend(Result<ContractCall> call, const std::string& symbol, const u256& amount,
                     std::uint64_t amount_at) {
    ExecutorStep step;
    if (!call) return call.error();
    step.call = std::move(call).value();
    BASIS_TRY(const auto token, book_.token(symbol));
    step.token = token.address;
    step.spender = step.call.to;
    step.amount = amount;
    if (amount == executor_all()) {
      step.patch_at = amount_at;
      say(step.call, chain::amount_text(token, stated(amount)), "all " + symbol);
    }
    plan_.group.steps.push_back(std::move(step));
    return ok();
  }
  /// A call that takes ether, or nothing.
  Result<void> pay(Result<ContractCall> call, const u256& value) {
    ExecutorStep step;
    BASIS_TRY(step.call, std::move(call));
    step.call.value = value;
    if (value == executor_all()) {
      BASIS_TRY(const auto ether, book_.token("ETH"));
      say(step.call, chain::amount_text(ether, stated(value)), "all ETH");
    }
    plan_.group.steps.push_back(std::move(step));
    return ok();
  }
  /// What stands in a call whose amount is written in later.
  static Wei stated(const u256& amount) { return Wei(amount == executor_all() ? u256(1) : amount); }

  Result<void> flash_loan(const GroupStep& step) {
    if (!step.amount) return Error(ErrorKind::usage, "a flash loan has an amount");
    BASIS_TRY(const auto token, book_.token(step.token));
    BASIS_TRY(plan_.group.loan, step_units(book_, step, step.token));
    plan_.group.loan_token = token.address;
    loan_symbol_ = step.token;
    make(step.token, plan_.group.loan);
    return ok();
  }
  /// The executor repays at its end, out of what is there.
  Result<void> flash_repay(const GroupStep& step) {
    if (plan_.group.loan == 0 || step.token != loan_symbol_)
      return Error(ErrorKind::usage, fmt::format("no flash loan of {} is open", step.token));
    Held& held = held_[step.token];
    if (held.sure < plan_.group.loan && !held.more) {
      BASIS_TRY(pull(step.token, u256(plan_.group.loan - held.sure)));
    }
    held = {};
    repaid_ = true;
    return ok();
  }
  Result<void> wrap(const GroupStep& step) {
    BASIS_TRY(const u256 amount, use(step, "ETH"));
    BASIS_TRY(pay(alchemy::wrap_ether(book_, stated(amount)), amount));
    return made("WETH", amount);
  }
  Result<void> unwrap(const GroupStep& step) {
    BASIS_TRY(const u256 amount, use(step, "WETH"));
    BASIS_TRY(spend(alchemy::unwrap_ether(book_, stated(amount)), "WETH", amount, word_at(0)));
    plan_.group.steps.back().spender = {};
    return made("ETH", amount);
  }
  Result<void> made(const std::string& symbol, const u256& amount) {
    if (amount == executor_all())
      make_unknown(symbol);
    else
      make(symbol, amount);
    return ok();
  }
  Result<void> stake(const GroupStep& step) {
    BASIS_TRY(const u256 amount, use(step, "ETH"));
    make_unknown(step.token);
    if (step.venue == "lido") return pay(lido::stake_wrapped(book_, stated(amount)), amount);
    if (step.venue != "etherfi") return no_such_staking(step);
    BASIS_TRY(pay(etherfi::stake(book_, stated(amount)), amount));
    return spend(etherfi::wrap(book_, Wei(u256(1))), "eETH", executor_all(), word_at(0));
  }
  Result<void> supply(const GroupStep& step) {
    BASIS_TRY(const u256 amount, use(step, step.token));
    return spend(aave_v3::supply(book_, step.token, stated(amount), terms_.wallet), step.token, amount, word_at(1));
  }
  Result<void> withdraw(const GroupStep& step) {
    u256 amount;
    if (step.amount) {
      BASIS_TRY(amount, step_units(book_, step, step.token));
    } else {
      const auto found = terms_.supplied.find(step.token);
      if (found == terms_.supplied.end() || found->second.value() <= kRoundedUnits)
        return Error(ErrorKind::usage, fmt::format("all {}, and none is supplied", step.token));
      amount = found->second.value();
    }
    Token a_token;
    BASIS_TRY(a_token.address, book_.contract("aave_v3", aave_v3::a_token_name(step.token)));
    BASIS_TRY(const auto underlying, book_.token(step.token));
    a_token.symbol = "a" + step.token;
    a_token.decimals = underlying.decimals;
    book_.add_token(a_token);
    BASIS_TRY(pull(a_token, amount));
    ExecutorStep made;
    BASIS_TRY(made.call, aave_v3::withdraw(book_, step.token, kEverything, executor_));
    made.token = underlying.address;
    plan_.group.steps.push_back(std::move(made));
    plan_.group.tokens.push_back(a_token.address);
    Held& held = held_[step.token];
    held.sure += amount > kRoundedUnits ? u256(amount - kRoundedUnits) : u256(0);
    held.more = true;
    return ok();
  }
  Result<void> borrow(const GroupStep& step) {
    if (!step.amount) return Error(ErrorKind::usage, "a loan has an amount");
    BASIS_TRY(const u256 amount, step_units(book_, step, step.token));
    BASIS_TRY(auto delegation, aave_v3::approve_delegation(book_, step.token, executor_, Wei(amount)));
    plan_.before.push_back(std::move(delegation));
    BASIS_TRY(pay(aave_v3::borrow(book_, step.token, Wei(amount), terms_.wallet), u256(0)));
    make(step.token, amount);
    return ok();
  }
  /// The pool takes no more than is owed; what is left goes on.
  Result<void> repay(const GroupStep& step) {
    BASIS_TRY(const u256 amount, use(step, step.token));
    make_unknown(step.token);
    return spend(aave_v3::repay(book_, step.token, stated(amount), terms_.wallet), step.token, amount, word_at(1));
  }
  Result<void> swap(const GroupStep& step) {
    BASIS_TRY(const auto minimum, least_out(book_, step));
    BASIS_TRY(const u256 amount, use(step, step.token));
    make_unknown(step.into);
    const std::uint64_t deadline = static_cast<std::uint64_t>(terms_.deadline.nanos() / kSecond.count);
    return spend(uniswap::sell(book_, {step.token, step.into, step.fee_hundredths_bps}, executor_, deadline,
                               stated(amount), minimum),
                 step.token, amount, word_at(5));
  }

  /// Whatever a step may leave goes back to the wallet.
  Result<void> return_all() {
    for (const auto& [symbol, held] : held_) {
      BASIS_TRY(const auto token, book_.token(symbol));
      if (token.is_ether()) continue;
      if (std::ranges::find(plan_.group.tokens, token.address) == plan_.group.tokens.end())
        plan_.group.tokens.push_back(token.address);
    }
    return ok();
  }

  /// Exact allowances for what the executor takes from the wallet, before everything else.
  Result<void> allow() {
    std::vector<ContractCall> allowances;
    for (const auto& [token, amount] : pulled_) {
      const auto present = terms_.allowed.find(token.symbol);
      BASIS_TRY(auto calls, alchemy::approvals(book_, token.symbol, executor_, Wei(amount),
                                               present == terms_.allowed.end() ? Wei() : present->second));
      std::ranges::move(calls, std::back_inserter(allowances));
    }
    plan_.before.insert(plan_.before.begin(), std::make_move_iterator(allowances.begin()),
                        std::make_move_iterator(allowances.end()));
    return ok();
  }

  Result<void> assert_health() {
    if (!terms_.least_health) return ok();
    instadapp::ExecutorAssertion assertion;
    BASIS_TRY(const auto pool, book_.contract("aave_v3", "pool"));
    BASIS_TRY(assertion.read, chain::make_call(pool, Wei(), aave_v3::pool().account_data,
                                               "the health factor (in 1e-18)", terms_.wallet));
    assertion.word = kHealthWord;
    assertion.minimum = u256(terms_.least_health->raw()) * kHealthUnitsOfRatio;
    plan_.group.assertions.push_back(std::move(assertion));
    return ok();
  }

  chain::ContractBook book_;  ///< with the aTokens that are taken
  const GroupTerms& terms_;
  chain::Address executor_;
  GroupPlan plan_;
  std::map<std::string, Held> held_;
  std::vector<std::pair<Token, u256>> pulled_;
  std::string loan_symbol_;
  bool repaid_ = false;
  bool ether_swept_ = false;  ///< a step has taken all ether, of an amount that is not known
};

}  // namespace

Result<GroupPlan> plan_group(const chain::ContractBook& book, const std::vector<GroupStep>& steps,
                             const GroupTerms& terms) {
  return GroupBuilder(book, terms).plan(steps);
}

}  // namespace basis
