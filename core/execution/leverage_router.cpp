// The atomic and looping blocks of the router: they raise or lower a leveraged position.

#include <algorithm>

#include <fmt/format.h>

#include "core/execution/leverage_state.hpp"
#include "core/execution/lowering_sale.hpp"
#include "core/execution/router.hpp"
#include "core/execution/routing.hpp"
#include "core/execution/swap_quote.hpp"
#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

/// Sizes of the actions in a block, and the position after it.
struct Plan {
  std::vector<std::pair<ActionType, Amount>> sizes;
  LeverageState after;
  std::string refusal;

  void set(ActionType action, Amount size) { sizes.emplace_back(action, size); }
  [[nodiscard]] Amount size_of(ActionType action) const {
    const auto found = std::find_if(sizes.begin(), sizes.end(), [&](const auto& size) { return size.first == action; });
    return found == sizes.end() ? Amount{} : found->second;
  }
};

bool lowers(const InstructionBlock& block) {
  return std::any_of(block.instructions.begin(), block.instructions.end(),
                     [](const Instruction& instruction) { return instruction.action == ActionType::withdraw; });
}

Amount coins_to_add(const PortfolioView& portfolio, const InstructionBlock& block, const Settings& settings) {
  if (!block.leverage.add_all) return block.leverage.add;
  return portfolio.holding(portfolio.in_wallet(settings.mode.asset)).amount;
}

Plan plan_raise(const PortfolioView& portfolio, const InstructionBlock& block, const Settings& settings) {
  const LeveragePosition position = leverage_position(portfolio, settings);
  const Amount add = coins_to_add(portfolio, block, settings);
  const LeverUp up = size_lever_up(position.state, add, block.leverage.ltv, flash_fee(settings));
  Plan plan;
  const Amount staked = add + up.flash;
  if (staked < staking_venue(settings).staking->minimum_stake) {
    plan.refusal = "the position is on its target";
    return plan;
  }
  const Amount tokens = div(staked, position.rate, Rounding::floor);
  plan.set(ActionType::flash_loan, up.flash);
  plan.set(ActionType::unwrap, up.flash);
  plan.set(ActionType::stake, staked);
  plan.set(ActionType::supply, tokens);
  // The eMode category is set before the first debt, and stays set.
  if (position.state.debt.is_zero() && up.borrow.sign() > 0) plan.set(ActionType::set_emode, tokens);
  plan.set(ActionType::borrow, up.borrow);
  plan.set(ActionType::flash_repay, up.borrow);
  plan.after = {position.state.collateral + mul(tokens, position.rate, Rounding::floor),
                position.state.debt + up.borrow};
  return plan;
}

Plan plan_lower(const PortfolioView& portfolio, const InstructionBlock& block, const Settings& settings,
                const CostCalculator& costs) {
  const LeveragePosition position = leverage_position(portfolio, settings);
  const Instrument& collateral = portfolio.universe[position.collateral];
  const Amount held = underlying(collateral, portfolio.holding(position.collateral), portfolio.market);
  const auto tokens_of = [&](Amount coins) { return std::min(held, div(coins, position.rate, Rounding::ceil)); };
  const LeverDown down = size_lowering(portfolio, position, block.leverage, settings, costs);
  Plan plan;
  plan.refusal = down.refusal;
  if (plan.refusal.empty() && down.withdraw.sign() <= 0) plan.refusal = "the position is on its target";
  const bool all = down.withdraw >= position.state.collateral;
  const Amount withdrawn = all ? held : tokens_of(down.withdraw);
  plan.set(ActionType::flash_loan, down.repay);
  plan.set(ActionType::repay, down.repay);
  plan.set(ActionType::withdraw, withdrawn);
  plan.set(ActionType::swap, all && !block.leverage.as_token ? held : std::min(withdrawn, tokens_of(down.sell)));
  plan.set(ActionType::flash_repay, down.repay + mul(down.repay, flash_fee(settings), Rounding::ceil));
  // The size only has to be positive: this step unwraps all WETH that remains after the loan was
  // repaid.
  plan.set(ActionType::unwrap, Amount::from_raw(1));
  plan.after = {position.state.collateral - mul(withdrawn, position.rate, Rounding::floor),
                position.state.debt - down.repay};
  return plan;
}

/// Target of the remaining rounds of a lowering loop: the part of the release that has not reached
/// the wallet.
LeverageTarget remaining(const PortfolioView& portfolio, const LeverageTarget& target, const Settings& settings) {
  LeverageTarget rest = target;
  const Amount there = portfolio.holding(portfolio.in_wallet(settings.mode.asset)).amount +
                       portfolio.holding(portfolio.universe.held_token("WETH")).amount;
  rest.release = std::max(Amount{}, target.release - std::max(Amount{}, there - target.keep));
  if (target.as_token) rest.release = std::max(Amount{}, target.release - leverage_position(portfolio, settings).loose);
  return rest;
}

/// A round of a loop that moves less than this share of the collateral is not worth its gas.
const Ratio kLeastRound = Ratio::from_raw(Ratio::kOne / 1000);

/// Checks before a transaction that adds debt is sent: the limits of the account, the health factor
/// that an entry must keep, and the difference between the oracle rate and the market rate of the
/// token. Empty when they are kept.
std::string entry_fault(const PortfolioView& portfolio, const LeverageState& after, const Settings& settings) {
  const LeveragePosition position = leverage_position(portfolio, settings);
  const ModeSettings& mode = settings.mode;
  if (after.debt.sign() <= 0) return {};
  for (const LendingTerms& terms : lending_terms(portfolio.universe, settings, true)) {
    const auto& collateral = terms.collateral[position.collateral.index()];
    if (!collateral) continue;
    if (after.debt > mul(after.collateral, collateral->ltv, Rounding::floor))
      return fmt::format("loan-to-value would be {:.4f}, over {}", ratio(after.debt, after.collateral),
                         collateral->ltv.to_string());
    const Amount threshold = mul(after.collateral, collateral->liquidation_threshold, Rounding::floor);
    if (threshold < mul(after.debt, mode.leverage.health_factor_warning, Rounding::ceil))
      return fmt::format("health factor would be {:.4f}, under {}", ratio(threshold, after.debt),
                         mode.leverage.health_factor_warning.to_string());
  }
  const auto& market = portfolio.market.market_rates[position.staked.index()];
  if (!market) return {};
  const double spread = 1 - market->to_double() / position.rate.to_double();
  if (std::abs(spread) <= mode.max_stake_spread_move.to_double()) return {};
  return fmt::format("the token mints {:.4f} over its market rate, allowed are {}", spread,
                     mode.max_stake_spread_move.to_string());
}

}  // namespace

/// Steps without a size are left out, so that the same block can be used for a target without a
/// loan.
Order Router::atomic_order(const InstructionBlock& block, const PortfolioView& portfolio,
                           const std::function<Amount(ActionType)>& size_of) const {
  const LeveragePosition position = leverage_position(portfolio, settings_);
  Order order;
  order.type = ExecutionType::smart_contract;
  order.action = ActionType::atomic;
  order.account = routed_account(universe_, settings_, ActionType::atomic);
  order.instrument = position.collateral;
  order.gas_operation = lowers(block) ? "atomic_deleverage" : "atomic_entry";
  order.closes_block = true;
  for (const Instruction& instruction : block.instructions) {
    const Amount size = size_of(instruction.action);
    if (size.is_zero()) continue;
    ContractStep step;
    step.action = instruction.action;
    step.account = routed_account(universe_, settings_, instruction.action);
    step.instrument = routed_instrument(universe_, settings_, instruction.action, instruction.token);
    step.into = instruction.into.empty() ? step.instrument : universe_.held_token(instruction.into);
    step.size = size;
    step.everything = instruction.action == ActionType::unwrap && lowers(block);
    if (step.action == (lowers(block) ? ActionType::withdraw : ActionType::stake)) order.size = size;
    order.steps.push_back(step);
  }
  return order;
}

RoutedOrders Router::plan_atomic(const InstructionBlock& block, const PortfolioView& portfolio) const {
  require(block.kind == BlockKind::atomic, "a block that is not atomic is routed as one");
  const bool lower = lowers(block);
  const Plan plan = lower ? plan_lower(portfolio, block, settings_, costs_) : plan_raise(portfolio, block, settings_);
  RoutedOrders routed;
  routed.refusal = plan.refusal;
  if (routed.refusal.empty() && !lower) routed.refusal = entry_fault(portfolio, plan.after, settings_);
  if (!routed.refusal.empty()) return routed;
  routed.orders.push_back(atomic_order(block, portfolio, [&](ActionType action) { return plan.size_of(action); }));
  return routed;
}

/// Raising: stake the free asset, supply it, borrow up to the target. Lowering: withdraw what the
/// limit of the loan allows, sell it, repay.
RoutedOrders Router::route_loop(const Instruction& instruction, const InstructionBlock& block,
                                const PortfolioView& portfolio) const {
  const LeveragePosition position = leverage_position(portfolio, settings_);
  const Amount loose = portfolio.holding(position.staked).amount;
  const Amount wrapped = portfolio.holding(universe_.held_token("WETH")).amount;
  const Amount free = portfolio.holding(portfolio.in_wallet(settings_.mode.asset)).amount - block.leverage.keep;
  Instruction sized = instruction;
  const bool lower = lowers(block);
  InstructionBlock rest = block;
  rest.leverage = remaining(portfolio, block.leverage, settings_);
  const Plan down = lower ? plan_lower(portfolio, rest, settings_, costs_) : Plan{};
  const LendingTerms terms = lending_terms(universe_, settings_, true).front();
  const Ratio limit = terms.collateral[position.collateral.index()]->ltv;
  const Amount unbound = position.state.collateral - div(position.state.debt, limit, Rounding::ceil);
  switch (instruction.action) {
    case ActionType::stake: sized.amount = free; break;
    case ActionType::supply: sized.amount = loose; break;
    case ActionType::set_emode:
      sized.amount = position.state.debt.is_zero() ? position.state.collateral : Amount{};
      break;
    case ActionType::borrow:
      sized.amount = size_lever_up(position.state, Amount{}, block.leverage.ltv, BasisPoints{}).flash.is_zero()
                         ? Amount{}
                         : mul(position.state.collateral, block.leverage.ltv, Rounding::floor) - position.state.debt -
                               Amount::from_raw(16);
      break;
    case ActionType::unwrap: sized.amount = wrapped; break;
    case ActionType::withdraw:
      sized.amount = std::min(down.size_of(ActionType::withdraw),
                              div(std::max(Amount{}, unbound), position.rate, Rounding::floor));
      break;
    case ActionType::approve:
    case ActionType::swap: sized.amount = std::min(loose, lower ? down.size_of(ActionType::swap) : loose); break;
    case ActionType::repay: sized.amount = std::min(wrapped, position.state.debt); break;
    default: broken_invariant("a loop has no " + std::string(action_name(instruction.action)));
  }
  if (lower && block.leverage.close && instruction.action != ActionType::repay &&
      instruction.action != ActionType::withdraw && !block.leverage.as_token)
    sized.amount = loose;
  if (sized.amount.sign() <= 0) return {};
  return route(sized, portfolio);
}

bool Router::loop_done(const InstructionBlock& block, const PortfolioView& portfolio) const {
  const LeveragePosition position = leverage_position(portfolio, settings_);
  const Amount least = std::max(staking_venue(settings_).staking->minimum_stake,
                                mul(position.state.collateral, kLeastRound, Rounding::floor));
  if (!lowers(block)) {
    const Amount free = portfolio.holding(portfolio.in_wallet(settings_.mode.asset)).amount - block.leverage.keep;
    const Amount room = mul(position.state.collateral, block.leverage.ltv, Rounding::floor) - position.state.debt;
    return free < least && room < least;
  }
  if (block.leverage.close) return position.state.collateral.is_zero();
  InstructionBlock rest = block;
  rest.leverage = remaining(portfolio, block.leverage, settings_);
  const Plan down = plan_lower(portfolio, rest, settings_, costs_);
  return !down.refusal.empty() || mul(down.size_of(ActionType::withdraw), position.rate, Rounding::floor) < least;
}

}  // namespace basis
