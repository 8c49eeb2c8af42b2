#include "venues/chain_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/aave_v3/calls.hpp"
#include "venues/aave_v3/refusal.hpp"
#include "venues/alchemy/calls.hpp"
#include "venues/chain_order_facts.hpp"
#include "venues/chain_reading.hpp"
#include "venues/lido/calls.hpp"
#include "venues/uniswap/calls.hpp"

namespace basis {
namespace {

using chain::ContractCall;
using chain::kEverything;

/// The call of a contract that one order asks for.
class OrderPlanner {
 public:
  explicit OrderPlanner(const ChainOrderFacts& facts) : facts_(facts), terms_(facts.terms) {}

  Result<ChainOrderPlan> plan() {
    if (facts_.order.steps.size() != 1) return facts_.cannot("several calls without a transaction around them");
    const ContractStep& step = facts_.order.steps.front();
    const auto row = std::ranges::find(kSingles, step.action, &Single::action);
    if (row == kSingles.end())
      return facts_.cannot(fmt::format("{} on a chain outside the node", action_name(step.action)));
    BASIS_TRY((this->*row->plan)(step));
    return std::move(plan_);
  }

 private:
  struct Single {
    ActionType action;
    Result<void> (OrderPlanner::*plan)(const ContractStep&);
  };
  static const std::array<Single, 9> kSingles;

  Result<void> allow(const std::string& token, const chain::Address& spender, const Wei& amount) {
    const auto present = terms_.portfolio.allowances.find({token, spender});
    BASIS_TRY(auto calls, alchemy::approvals(terms_.book, token, spender, amount,
                                             present == terms_.portfolio.allowances.end() ? Wei() : present->second));
    std::ranges::move(calls, std::back_inserter(plan_.before));
    return ok();
  }
  /// What the pool would refuse is not sent.
  [[nodiscard]] Result<void> check(const aave_v3::Action& action) const {
    if (!terms_.portfolio.aave_v3) return facts_.cannot("the chain has no lending pool");
    if (const auto refusal = aave_v3::refusal_of(*terms_.portfolio.aave_v3, action)) return facts_.cannot(*refusal);
    return ok();
  }
  Result<void> send(Result<ContractCall> call) {
    if (!call) return call.error();
    plan_.main = std::move(call).value();
    return ok();
  }

  Result<void> approve(const ContractStep&) { return ok(); }
  Result<void> supply(const ContractStep& step) {
    const std::string& token = facts_.token_of(step);
    BASIS_TRY(const Wei amount, facts_.units(step.size, token));
    BASIS_TRY(check({aave_v3::ActionKind::supply, token, amount}));
    BASIS_TRY(const auto pool, terms_.book.contract("aave_v3", "pool"));
    BASIS_TRY(allow(token, pool, amount));
    return send(aave_v3::supply(terms_.book, token, amount, terms_.wallet));
  }
  Result<void> withdraw(const ContractStep& step) {
    const std::string& token = facts_.token_of(step);
    BASIS_TRY(Wei amount, facts_.units(step.size, token));
    if (is_whole(amount, facts_.supplied(token))) amount = kEverything;
    BASIS_TRY(check({aave_v3::ActionKind::withdraw, token, amount}));
    return send(aave_v3::withdraw(terms_.book, token, amount, terms_.wallet));
  }
  Result<void> borrow(const ContractStep& step) {
    const std::string& token = facts_.token_of(step);
    BASIS_TRY(const Wei amount, facts_.units(step.size, token));
    BASIS_TRY(check({aave_v3::ActionKind::borrow, token, amount}));
    return send(aave_v3::borrow(terms_.book, token, amount, terms_.wallet));
  }
  /// A debt of which the wallet has all is repaid to its last unit, whatever it is by then.
  Result<void> repay(const ContractStep& step) {
    const std::string& token = facts_.token_of(step);
    BASIS_TRY(Wei amount, facts_.units(step.size, token));
    const Wei debt = facts_.owed(token);
    const Wei grown = with_interest(debt);
    const auto held = terms_.portfolio.balances.find(token);
    const bool whole = is_whole(amount, debt) && held != terms_.portfolio.balances.end() && !(held->second < grown);
    BASIS_TRY(const auto pool, terms_.book.contract("aave_v3", "pool"));
    BASIS_TRY(allow(token, pool, whole ? grown : amount));
    return send(aave_v3::repay(terms_.book, token, whole ? kEverything : amount, terms_.wallet));
  }
  Result<void> set_emode(const ContractStep&) {
    BASIS_TRY(const std::uint8_t wanted, facts_.category());
    aave_v3::Action action;
    action.kind = aave_v3::ActionKind::set_emode;
    action.emode = wanted;
    BASIS_TRY(check(action));
    if (terms_.portfolio.aave_v3->emode == wanted) return ok();
    return send(aave_v3::set_emode(terms_.book, wanted));
  }
  Result<void> unwrap(const ContractStep& step) {
    BASIS_TRY(Wei amount, facts_.units(step.size, std::string(kWrappedEther)));
    if (step.everything) amount = terms_.portfolio.balances.at(std::string(kWrappedEther));
    if (amount.value() == 0) return ok();
    return send(alchemy::unwrap_ether(terms_.book, amount));
  }
  Result<void> swap(const ContractStep& step) {
    BASIS_TRY(const QuoteKey key, facts_.quote(step));
    BASIS_TRY(const Wei least, facts_.least_out(key));
    BASIS_TRY(const auto router, terms_.book.contract("uniswap", "swap_router"));
    const bool pays_ether = facts_.token_of(step) == kEther;
    const bool takes_ether = terms_.universe[step.into].token == kEther;
    if (!pays_ether) {
      BASIS_TRY(allow(key.in, router, Wei(key.amount)));
    }
    const auto deadline = static_cast<std::uint64_t>(terms_.deadline.nanos() / kSecond.count);
    const auto sale = pays_ether ? uniswap::sell_ether : takes_ether ? uniswap::sell_for_ether : uniswap::sell;
    return send(
        sale(terms_.book, {key.in, key.out, key.fee_hundredths_bps}, terms_.wallet, deadline, Wei(key.amount), least));
  }
  Result<void> unstake(const ContractStep& step) {
    const std::string& venue = terms_.universe.name(step.account);
    if (venue != "lido")
      return facts_.cannot(
          fmt::format("the exit queue of {} is not used on a chain outside the node: the token is sold", venue));
    const std::string& token = facts_.token_of(step);
    BASIS_TRY(const Wei amount, facts_.units(step.size, token));
    BASIS_TRY(const auto queue, terms_.book.contract("lido", "withdrawal_queue"));
    BASIS_TRY(allow(token, queue, amount));
    return send(lido::request_withdrawals(terms_.book, requests(amount), terms_.wallet));
  }
  /// Requests of the same size, as few as the queue takes.
  [[nodiscard]] std::vector<Wei> requests(const Wei& amount) const {
    const auto staking = std::ranges::find_if(terms_.settings.venues, [](const auto& venue) {
      return venue.second.staking && venue.second.staking->lst_type == LstType::wsteth;
    });
    u256 most = amount.value();
    // The limit is of stETH, of which a wstETH is more than one; half of it is safe at any rate under two.
    if (staking != terms_.settings.venues.end() && staking->second.staking->maximum_unstake)
      most = u256(u256(staking->second.staking->maximum_unstake->raw()) / 2);
    std::vector<Wei> all;
    for (u256 left = amount.value(); left > 0;) {
      const u256 part = std::min(left, most);
      all.emplace_back(part);
      left -= part;
    }
    return all;
  }

  const ChainOrderFacts& facts_;
  const ChainOrderTerms& terms_;
  ChainOrderPlan plan_{};
};

const std::array<OrderPlanner::Single, 9> OrderPlanner::kSingles{{
    {ActionType::approve, &OrderPlanner::approve},
    {ActionType::supply, &OrderPlanner::supply},
    {ActionType::withdraw, &OrderPlanner::withdraw},
    {ActionType::borrow, &OrderPlanner::borrow},
    {ActionType::repay, &OrderPlanner::repay},
    {ActionType::set_emode, &OrderPlanner::set_emode},
    {ActionType::unwrap, &OrderPlanner::unwrap},
    {ActionType::swap, &OrderPlanner::swap},
    {ActionType::unstake, &OrderPlanner::unstake},
}};

/// The contract that takes a token of the wallet's in a step of its own.
Result<std::optional<AllowanceKey>> allowance_of(const ContractStep& step, const std::string& token,
                                                 const chain::ContractBook& book) {
  struct Row {
    ActionType action;
    std::string_view venue;
    std::string_view contract;
  };
  static constexpr std::array<Row, 4> kRows{{{ActionType::supply, "aave_v3", "pool"},
                                             {ActionType::repay, "aave_v3", "pool"},
                                             {ActionType::swap, "uniswap", "swap_router"},
                                             {ActionType::unstake, "lido", "withdrawal_queue"}}};
  const auto row = std::ranges::find(kRows, step.action, &Row::action);
  if (row == kRows.end()) return std::optional<AllowanceKey>();
  const auto spender = book.contract(row->venue, row->contract);
  if (!spender) return std::optional<AllowanceKey>();
  return std::optional(AllowanceKey{token == kEther ? std::string(kWrappedEther) : token, spender.value()});
}

}  // namespace

Result<void> order_question(const Order& order, const Universe& universe, const Settings& settings,
                            const chain::ContractBook& book, PortfolioQuestion& question) {
  for (const ContractStep& step : order.steps) {
    const std::string& token = universe[step.instrument].token;
    if (step.action == ActionType::swap) {
      BASIS_TRY(auto key, quote_key(settings, book, token, universe[step.into].token, step.size));
      question.quotes.push_back(std::move(key));
    }
    BASIS_TRY(const auto allowance, allowance_of(step, token, book));
    if (allowance) question.allowances.push_back(*allowance);
  }
  return ok();
}

Result<ChainOrderPlan> plan_order(const Order& order, const ChainOrderTerms& terms) {
  const ChainOrderFacts facts{order, terms};
  if (order.action == ActionType::atomic || order.action == ActionType::stake) return plan_group_order(facts);
  return OrderPlanner(facts).plan();
}

std::vector<GroupStep> own_steps(const Order& order, const Universe& universe) {
  std::vector<GroupStep> steps;
  const auto repaid = std::ranges::find(order.steps, ActionType::flash_repay, &ContractStep::action);
  if (repaid == order.steps.end()) return steps;
  for (auto step = repaid + 1; step != order.steps.end(); ++step) {
    GroupStep made;
    made.action = step->action;
    made.token = universe[step->instrument].token;
    if (!step->everything) made.amount = step->size;
    steps.push_back(std::move(made));
  }
  return steps;
}

Result<std::optional<ContractCall>> own_call(const chain::ContractBook& book, const GroupStep& step,
                                             const std::map<std::string, Wei>& balances) {
  const bool wraps = step.action == ActionType::wrap;
  if (!wraps && step.action != ActionType::unwrap)
    return Error(ErrorKind::usage,
                 fmt::format("behind flash_repay: {} (allowed: wrap, unwrap)", action_name(step.action)));
  Wei amount;
  if (step.amount) {
    BASIS_TRY(amount, Wei::from_amount(*step.amount, 18));
  } else {
    amount = balances.at(std::string(wraps ? kEther : kWrappedEther));
  }
  if (amount.value() == 0) return std::optional<ContractCall>();
  BASIS_TRY(auto call, wraps ? alchemy::wrap_ether(book, amount) : alchemy::unwrap_ether(book, amount));
  return std::optional(std::move(call));
}

}  // namespace basis
