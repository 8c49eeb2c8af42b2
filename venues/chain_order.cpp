#include "venues/chain_order.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "venues/aave_v3/calls.hpp"
#include "venues/aave_v3/refusal.hpp"
#include "venues/alchemy/calls.hpp"
#include "venues/chain_reading.hpp"
#include "venues/lido/calls.hpp"
#include "venues/uniswap/calls.hpp"

namespace basis {
namespace {

using chain::ContractCall;
using chain::kEverything;

/// A size that is off by no more than this share is the whole of a supply or a debt: interest went on since it was
/// measured, and books round where contracts do not.
constexpr std::uint64_t kWholeParts = 100'000;

const MiddlewareSettings* middleware_of(const Settings& settings) {
  const auto found =
      std::ranges::find_if(settings.venues, [](const auto& venue) { return venue.second.middleware.has_value(); });
  return found == settings.venues.end() ? nullptr : &*found->second.middleware;
}

/// The call of a contract that one order asks for, or the group of an atomic one.
class OrderPlanner {
 public:
  OrderPlanner(const Order& order, const ChainOrderTerms& terms) : order_(order), terms_(terms) {}

  Result<ChainOrderPlan> plan() {
    if (order_.action == ActionType::atomic || order_.action == ActionType::stake) return group();
    if (order_.steps.size() != 1) return cannot("several calls without a transaction around them");
    const ContractStep& step = order_.steps.front();
    const auto row = std::ranges::find(kSingles, step.action, &Single::action);
    if (row == kSingles.end()) return cannot(fmt::format("{} on a chain outside the node", action_name(step.action)));
    BASIS_TRY((this->*row->plan)(step));
    return std::move(plan_);
  }

 private:
  struct Single {
    ActionType action;
    Result<void> (OrderPlanner::*plan)(const ContractStep&);
  };
  static const std::array<Single, 9> kSingles;

  [[nodiscard]] Error cannot(const std::string& what) const {
    return {ErrorKind::usage, fmt::format("{}: {}", action_name(order_.action), what)};
  }
  [[nodiscard]] const std::string& token_of(const ContractStep& step) const {
    return terms_.universe[step.instrument].token;
  }
  [[nodiscard]] const aave_v3::ReserveState* reserve(const std::string& token) const {
    if (!terms_.portfolio.aave_v3) return nullptr;
    const auto found = terms_.portfolio.aave_v3->reserves.find(token);
    return found == terms_.portfolio.aave_v3->reserves.end() ? nullptr : &found->second;
  }
  [[nodiscard]] Wei supplied(const std::string& token) const {
    const aave_v3::ReserveState* const state = reserve(token);
    return state == nullptr ? Wei() : state->supplied();
  }
  [[nodiscard]] Wei owed(const std::string& token) const {
    const aave_v3::ReserveState* const state = reserve(token);
    return state == nullptr ? Wei() : state->debt();
  }
  /// In smallest units, rounded down: never more than was asked for.
  Result<Wei> units(Amount amount, const std::string& symbol) const {
    BASIS_TRY(const auto token, terms_.book.token(symbol));
    const Rounding down = Rounding::floor;
    return Wei::from_amount(amount, token.decimals, &down);
  }
  /// Whether a size is the whole of what there is.
  static bool is_whole(const Wei& size, const Wei& there) {
    return there.value() > 0 && size.value() * kWholeParts >= there.value() * (kWholeParts - 1);
  }
  Result<void> allow(const std::string& token, const chain::Address& spender, const Wei& amount) {
    const auto present = terms_.portfolio.allowances.find({token, spender});
    BASIS_TRY(auto calls, alchemy::approvals(terms_.book, token, spender, amount,
                                             present == terms_.portfolio.allowances.end() ? Wei() : present->second));
    std::ranges::move(calls, std::back_inserter(plan_.before));
    return ok();
  }
  /// What the pool would refuse is not sent.
  Result<void> check(const aave_v3::Action& action) const {
    if (!terms_.portfolio.aave_v3) return cannot("the chain has no lending pool");
    if (const auto refusal = aave_v3::refusal_of(*terms_.portfolio.aave_v3, action)) return cannot(*refusal);
    return ok();
  }
  Result<void> send(Result<ContractCall> call) {
    if (!call) return call.error();
    plan_.main = std::move(call).value();
    return ok();
  }

  Result<void> approve(const ContractStep&) { return ok(); }
  Result<void> supply(const ContractStep& step) {
    const std::string& token = token_of(step);
    BASIS_TRY(const Wei amount, units(step.size, token));
    BASIS_TRY(check({aave_v3::ActionKind::supply, token, amount}));
    BASIS_TRY(const auto pool, terms_.book.contract("aave_v3", "pool"));
    BASIS_TRY(allow(token, pool, amount));
    return send(aave_v3::supply(terms_.book, token, amount, terms_.wallet));
  }
  Result<void> withdraw(const ContractStep& step) {
    const std::string& token = token_of(step);
    BASIS_TRY(Wei amount, units(step.size, token));
    if (is_whole(amount, supplied(token))) amount = kEverything;
    BASIS_TRY(check({aave_v3::ActionKind::withdraw, token, amount}));
    return send(aave_v3::withdraw(terms_.book, token, amount, terms_.wallet));
  }
  Result<void> borrow(const ContractStep& step) {
    const std::string& token = token_of(step);
    BASIS_TRY(const Wei amount, units(step.size, token));
    BASIS_TRY(check({aave_v3::ActionKind::borrow, token, amount}));
    return send(aave_v3::borrow(terms_.book, token, amount, terms_.wallet));
  }
  /// A debt of which the wallet has all is repaid to its last unit, whatever it is by then.
  Result<void> repay(const ContractStep& step) {
    const std::string& token = token_of(step);
    BASIS_TRY(Wei amount, units(step.size, token));
    const Wei debt = owed(token);
    const Wei grown(u256(debt.value() + debt.value() / kWholeParts + 1));
    const auto held = terms_.portfolio.balances.find(token);
    const bool whole = is_whole(amount, debt) && held != terms_.portfolio.balances.end() && !(held->second < grown);
    BASIS_TRY(const auto pool, terms_.book.contract("aave_v3", "pool"));
    BASIS_TRY(allow(token, pool, whole ? grown : amount));
    return send(aave_v3::repay(terms_.book, token, whole ? kEverything : amount, terms_.wallet));
  }
  Result<void> set_emode(const ContractStep&) {
    BASIS_TRY(const std::uint8_t wanted, category());
    aave_v3::Action action;
    action.kind = aave_v3::ActionKind::set_emode;
    action.emode = wanted;
    BASIS_TRY(check(action));
    if (terms_.portfolio.aave_v3->emode == wanted) return ok();
    return send(aave_v3::set_emode(terms_.book, wanted));
  }
  Result<void> unwrap(const ContractStep& step) {
    BASIS_TRY(Wei amount, units(step.size, std::string(kWrappedEther)));
    if (step.everything) amount = terms_.portfolio.balances.at(std::string(kWrappedEther));
    if (amount.value() == 0) return ok();
    return send(alchemy::unwrap_ether(terms_.book, amount));
  }
  Result<void> swap(const ContractStep& step) {
    BASIS_TRY(const QuoteKey key, quote(step));
    BASIS_TRY(const Wei least, least_out(key));
    BASIS_TRY(const auto router, terms_.book.contract("uniswap", "swap_router"));
    BASIS_TRY(allow(key.in, router, Wei(key.amount)));
    const auto deadline = static_cast<std::uint64_t>(terms_.deadline.nanos() / kSecond.count);
    return send(uniswap::sell(terms_.book, {key.in, key.out, key.fee_hundredths_bps}, terms_.wallet, deadline,
                              Wei(key.amount), least));
  }
  Result<void> unstake(const ContractStep& step) {
    const std::string& venue = terms_.universe.name(step.account);
    if (venue != "lido")
      return cannot(
          fmt::format("the exit queue of {} is not used on a chain outside the node: the token is sold", venue));
    const std::string& token = token_of(step);
    BASIS_TRY(const Wei amount, units(step.size, token));
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
      most = u256(static_cast<std::uint64_t>(staking->second.staking->maximum_unstake->raw() / Amount::kOne)) *
             u256(500'000'000'000'000'000U);
    std::vector<Wei> all;
    for (u256 left = amount.value(); left > 0;) {
      const u256 part = std::min(left, most);
      all.emplace_back(part);
      left -= part;
    }
    return all;
  }

  [[nodiscard]] Result<QuoteKey> quote(const ContractStep& step) const {
    return quote_key(terms_.settings, terms_.book, token_of(step), terms_.universe[step.into].token, step.size);
  }
  /// The least that a sale may bring: its quote less the slippage.
  [[nodiscard]] Result<Wei> least_out(const QuoteKey& key) const {
    const auto paid = terms_.portfolio.quotes.find(key);
    if (paid == terms_.portfolio.quotes.end() || paid->second.value() == 0)
      return cannot(fmt::format("the pool of {} and {} gives no quote", key.in, key.out));
    constexpr std::int64_t kWhole = 10'000;
    const MiddlewareSettings* const middleware = middleware_of(terms_.settings);
    const std::int64_t bps = middleware == nullptr ? 50 : middleware->slippage.raw() / BasisPoints::kOne;
    return Wei(
        u256(paid->second.value() * static_cast<std::uint64_t>(kWhole - bps) / static_cast<std::uint64_t>(kWhole)));
  }
  [[nodiscard]] Result<std::uint8_t> category() const {
    for (const auto& [name, venue] : terms_.settings.venues) {
      if (!venue.lending) continue;
      const auto emode = venue.lending->emodes.find(terms_.settings.mode.leverage.emode);
      if (emode != venue.lending->emodes.end()) return static_cast<std::uint8_t>(emode->second.category);
    }
    return cannot("the mode names no eMode");
  }

  /// The steps of an order as those of a group. Amounts that follow from what a step before makes are all of it.
  Result<std::vector<GroupStep>> group_steps() const {
    std::vector<GroupStep> steps;
    const auto size_of = [&](ActionType action) {
      const auto found = std::ranges::find(order_.steps, action, &ContractStep::action);
      return found == order_.steps.end() ? Amount{} : found->size;
    };
    BASIS_TRY(const bool closes, repays_all(size_of(ActionType::repay)));
    const bool stakes = !size_of(ActionType::stake).is_zero();
    for (const ContractStep& step : order_.steps) {
      GroupStep made;
      made.action = step.action;
      made.token = token_of(step);
      made.amount = step.size;
      switch (step.action) {
        case ActionType::flash_loan:
          if (closes) made.amount = grown(step.size);
          break;
        case ActionType::repay:
          if (closes) made.amount.reset();
          break;
        case ActionType::withdraw: {
          BASIS_TRY(const Wei size, units(step.size, made.token));
          if (is_whole(size, supplied(made.token))) made.amount.reset();
          break;
        }
        case ActionType::supply:
          if (stakes) made.amount.reset();
          break;
        case ActionType::unwrap:
          if (step.everything) made.amount.reset();
          break;
        case ActionType::stake: made.venue = terms_.universe.name(step.account); break;
        case ActionType::set_emode: {
          BASIS_TRY(made.category, category());
          break;
        }
        case ActionType::swap: {
          BASIS_TRY(const QuoteKey key, quote(step));
          BASIS_TRY(const Wei least, least_out(key));
          BASIS_TRY(const auto token, terms_.book.token(key.out));
          BASIS_TRY(made.minimum_out, least.to_amount(token.decimals));
          made.token = key.in;
          made.into = key.out;
          made.fee_hundredths_bps = key.fee_hundredths_bps;
          // What is sold is what was withdrawn, to the unit.
          if (step.size == size_of(ActionType::withdraw)) made.amount.reset();
          break;
        }
        default: break;
      }
      // An eMode that is set already costs gas for nothing.
      if (step.action == ActionType::set_emode && terms_.portfolio.aave_v3 &&
          terms_.portfolio.aave_v3->emode == made.category)
        continue;
      steps.push_back(std::move(made));
    }
    return steps;
  }
  Result<bool> repays_all(Amount repaid) const {
    const auto step = std::ranges::find(order_.steps, ActionType::repay, &ContractStep::action);
    if (step == order_.steps.end()) return false;
    BASIS_TRY(const Wei size, units(repaid, token_of(*step)));
    return is_whole(size, owed(token_of(*step)));
  }
  /// A loan that covers the interest until the transaction is in the chain; what is over is repaid to the lender.
  static Amount grown(Amount loan) { return loan + Amount::from_raw(loan.raw() / static_cast<i128>(kWholeParts) + 1); }

  Result<ChainOrderPlan> group() {
    GroupTerms terms;
    terms.wallet = terms_.wallet;
    terms.deadline = terms_.deadline;
    BASIS_TRY(const auto executor, terms_.book.contract("instadapp", "executor"));
    for (const auto& [key, allowed] : terms_.portfolio.allowances)
      if (key.spender == executor) terms.allowed[key.token] = allowed;
    if (terms_.portfolio.aave_v3)
      for (const auto& [token, reserve] : terms_.portfolio.aave_v3->reserves)
        terms.supplied[token] = reserve.supplied();
    if (order_.action == ActionType::atomic) terms.least_health = terms_.settings.mode.leverage.health_factor_critical;
    BASIS_TRY(const auto steps, group_steps());
    BASIS_TRY(GroupPlan made, plan_group(terms_.book, steps, terms));
    plan_.before = std::move(made.before);
    plan_.main = std::move(made.transaction);
    plan_.group = std::move(made.group);
    return std::move(plan_);
  }

  const Order& order_;
  const ChainOrderTerms& terms_;
  ChainOrderPlan plan_;
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
  return OrderPlanner(order, terms).plan();
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
