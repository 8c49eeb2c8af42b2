#include <algorithm>
#include <initializer_list>

#include <fmt/format.h>

#include "core/execution/leverage_state.hpp"
#include "core/strategy/blocks.hpp"
#include "core/strategy/onchain_position.hpp"

namespace basis {
namespace {

/// The token that is borrowed and that flash loans are taken in.
const std::string kDebtToken = "WETH";

/// A loop has at most this many rounds, and ends when a round would move less than this share of the collateral.
constexpr int kMostRounds = 200;
constexpr double kLeastRound = 0.001;

/// Rounds of a loop that raises a position to loan-to-value `ltv`: each borrows on what the one before staked.
int rounds_up(double ltv) {
  double staked = 1;
  double collateral = 1;
  int rounds = 1;
  for (; rounds < kMostRounds && staked * ltv >= kLeastRound * collateral; ++rounds) {
    staked *= ltv;
    collateral += staked;
  }
  return rounds;
}

/// Rounds of a loop that closes a position: each sells the collateral that the limit of the loan leaves free.
int rounds_down(double ltv, double limit) {
  double debt = ltv / (1 - ltv);  // of one net coin
  int rounds = 1;
  for (; rounds < kMostRounds && debt > kLeastRound; ++rounds) debt -= std::max(0.0, 1 + debt - debt / limit);
  return rounds;
}

/// The largest loan-to-value of the mode's eMode.
Ratio loan_limit(const Settings& settings) {
  for (const auto& [name, venue] : settings.venues)
    if (venue.lending)
      if (const auto mode = venue.lending->emodes.find(settings.mode.leverage.emode);
          mode != venue.lending->emodes.end())
        return mode->second.ltv;
  broken_invariant("a mode that borrows has an eMode");
}

}  // namespace

Amount LeveragedPosition::net(const PortfolioView& portfolio) const {
  const LeveragePosition position = leverage_position(portfolio, context().settings);
  return position.state.collateral - position.state.debt + position.loose;
}

/// Coins of the asset in the wallet.
Amount LeveragedPosition::free_coins(const PortfolioView& portfolio) const {
  return portfolio.holding(portfolio.in_wallet(context().settings.mode.asset)).amount;
}

InstructionBlock LeveragedPosition::raise_block(LeverageTarget target) const {
  target.ltv = context().settings.mode.leverage.target_ltv;
  const auto call = [&](ActionType action) {
    const bool staked = action == ActionType::stake || action == ActionType::supply ||
                        action == ActionType::set_emode || action == ActionType::approve;
    return contract_call(action, staked ? token() : kDebtToken, Amount{});
  };
  using enum ActionType;
  if (context().settings.mode.leverage.recursive)
    return {{call(stake), call(approve), call(supply), call(set_emode), call(borrow), call(unwrap)},
            BlockKind::loop,
            target};
  return {{call(flash_loan), call(unwrap), call(stake), call(supply), call(set_emode), call(borrow), call(flash_repay)},
          BlockKind::atomic,
          target};
}

InstructionBlock LeveragedPosition::lower_block(LeverageTarget target) const {
  target.ltv = context().settings.mode.leverage.target_ltv;
  const auto call = [&](ActionType action) {
    const bool staked = action == ActionType::withdraw || action == ActionType::approve || action == ActionType::swap;
    Instruction instruction = contract_call(action, staked ? token() : kDebtToken, Amount{});
    if (action == ActionType::swap) instruction.into = kDebtToken;
    return instruction;
  };
  using enum ActionType;
  if (context().settings.mode.leverage.recursive)
    return {{call(withdraw), call(approve), call(swap), call(repay)}, BlockKind::loop, target};
  return {{call(flash_loan), call(repay), call(withdraw), call(swap), call(flash_repay), call(unwrap)},
          BlockKind::atomic,
          target};
}

InstructionBlocks LeveragedPosition::enter(const PortfolioView& portfolio, Amount coins, bool all) const {
  LeverageTarget target;
  target.add = coins;
  target.add_all = all;
  if (!all) target.keep = free_coins(portfolio) - coins;
  return {raise_block(target)};
}

InstructionBlocks LeveragedPosition::lower(LeverageTarget target, ExitSpeed speed) const {
  target.as_token = speed == ExitSpeed::slow;
  InstructionBlocks blocks{lower_block(target)};
  if (target.as_token) blocks.push_back(single_block(contract_call(ActionType::unstake, token(), Amount{}, true)));
  if (context().settings.mode.leverage.recursive)
    blocks.push_back(single_block(contract_call(ActionType::unwrap, kDebtToken, Amount{}, true)));
  return blocks;
}

InstructionBlocks LeveragedPosition::leave(const PortfolioView& portfolio, Amount coins, ExitSpeed speed) const {
  LeverageTarget target;
  target.keep = free_coins(portfolio);
  target.release = coins;
  return lower(target, speed);
}

InstructionBlocks LeveragedPosition::leave_all(const PortfolioView& portfolio, ExitSpeed speed) const {
  if (leverage_position(portfolio, context().settings).state.collateral.is_zero()) return {};
  LeverageTarget target;
  target.close = true;
  return lower(target, speed);
}

/// Collateral of 1 / (1 - L) for a net coin.
Ratio LeveragedPosition::multiple() const {
  const Ratio one = Ratio::from_int(1);
  const Ratio net = one - context().settings.mode.leverage.target_ltv;
  return Ratio::from_raw_checked(mul_div(Ratio::kOne, Ratio::kOne, net.raw(), Rounding::ceil));
}

Amount LeveragedPosition::loop_gas(const PortfolioView& portfolio, std::initializer_list<const char*> calls,
                                   int rounds) const {
  Amount round;
  for (const char* call : calls) round += gas(portfolio, call);
  return mul(round, Ratio::from_int(rounds), Rounding::ceil);
}

Amount LeveragedPosition::entry_gas(const PortfolioView& portfolio) const {
  const LeverageSettings& leverage = context().settings.mode.leverage;
  if (!leverage.recursive) return gas(portfolio, "atomic_entry");
  return gas(portfolio, "set_emode") + loop_gas(portfolio, {"stake", "approve", "supply", "borrow", "wrap"},
                                                rounds_up(leverage.target_ltv.to_double()));
}

Amount LeveragedPosition::round_trip_gas(const PortfolioView& portfolio) const {
  const LeverageSettings& leverage = context().settings.mode.leverage;
  if (!leverage.recursive) return entry_gas(portfolio) + gas(portfolio, "atomic_deleverage");
  const int rounds = rounds_down(leverage.target_ltv.to_double(), loan_limit(context().settings).to_double());
  return entry_gas(portfolio) + gas(portfolio, "wrap") +
         loop_gas(portfolio, {"withdraw", "approve", "swap", "repay"}, rounds);
}

std::optional<std::string> LeveragedPosition::unsafe(const PortfolioView& portfolio, bool critical) const {
  const LeverageSettings& limits = context().settings.mode.leverage;
  const Ratio limit = critical ? limits.health_factor_critical : limits.health_factor_warning;
  for (const LendingAccount& account : portfolio.risk.lending)
    if (account.health_under(limit))
      return fmt::format("health factor {:.4f} under {} {}", account.health_factor().value_or(0),
                         critical ? "critical" : "warning", limit.to_string());
  return std::nullopt;
}

InstructionBlocks LeveragedPosition::repair(const PortfolioView& portfolio) const {
  const LeverageState state = leverage_position(portfolio, context().settings).state;
  LeverageTarget target;
  target.keep = free_coins(portfolio);
  const bool over = state.debt > mul(state.collateral, context().settings.mode.leverage.target_ltv, Rounding::floor);
  return {over ? lower_block(target) : raise_block(target)};
}

Amount LeveragedPosition::drift(const PortfolioView& portfolio) const {
  const LeverageState state = leverage_position(portfolio, context().settings).state;
  return (state.debt - mul(state.collateral, context().settings.mode.leverage.target_ltv, Rounding::floor)).abs();
}

}  // namespace basis
