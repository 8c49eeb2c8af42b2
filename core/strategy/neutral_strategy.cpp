#include "core/strategy/neutral_strategy.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/execution/cash_plan.hpp"
#include "core/execution/pair_sizing.hpp"
#include "core/strategy/blocks.hpp"

namespace basis {

Amount NeutralStrategy::idle_coins(const PortfolioView& portfolio) const {
  return portfolio.holding(portfolio.in_wallet(mode().asset)).amount + spot_coins(portfolio);
}

Amount NeutralStrategy::queued_coins(const PortfolioView& portfolio) const {
  Amount coins;
  for (const Instrument& instrument : portfolio.universe.instruments())
    if (instrument.on_chain && instrument.type == PositionType::base_token &&
        instrument.asset == portfolio.universe.delta_asset() &&
        portfolio.universe.name(instrument.account) != kWalletAccount)
      coins += portfolio.holding(instrument.id).amount;
  return coins;
}

Amount NeutralStrategy::round_trip_gas(const PortfolioView& portfolio) const {
  // One cash transfer for every account, and two transfers of the asset.
  return transfers_gas(portfolio) + mul(gas(portfolio, "transfer"), Ratio::from_int(2), Rounding::ceil) +
         position_->round_trip_gas(portfolio);
}

Amount NeutralStrategy::working_gas(const PortfolioView& portfolio) const {
  return mul(round_trip_gas(portfolio), Ratio::from_int(2), Rounding::ceil);
}

/// On-chain steps with the gas they need: when the wallet lacks it, it is first moved there from
/// margin.
InstructionBlocks NeutralStrategy::paid_for(const PortfolioView& portfolio, InstructionBlocks steps) const {
  const Amount lacking = working_gas(portfolio) - wallet_dollars(portfolio);
  if (steps.empty() || wallet_dollars(portfolio) >= round_trip_gas(portfolio)) return steps;
  CashTargets targets;
  targets.wallet = working_gas(portfolio);
  targets.margin = std::max(Amount{}, pooled_margin(portfolio).balance - lacking);
  InstructionBlocks blocks{cash_block(targets, false)};
  append_blocks(blocks, std::move(steps));
  return blocks;
}

Amount NeutralStrategy::coins_worth_moving(const PortfolioView& portfolio, Amount coins, bool urgent) const {
  const Amount idle = idle_coins(portfolio);
  if (coins <= idle) return coins;
  const auto worth = [&](Amount moved) {
    return mul(moved, portfolio.price(portfolio.universe.delta_asset()), Rounding::floor);
  };
  const Amount leaving = position_->round_trip_gas(portfolio) - position_->entry_gas(portfolio);
  const Amount transfer = mul(gas(portfolio, "transfer"), kLeastMoveInGas, Rounding::ceil);
  const bool enough = urgent ? worth(coins - idle) >= leaving + leaving && worth(coins) >= transfer
                             : worth_its_gas(worth(coins - idle), leaving + gas(portfolio, "transfer"));
  return enough ? coins : idle;
}

InstructionBlocks NeutralStrategy::reduce(const PortfolioView& portfolio, Amount coins, ExitSpeed speed) const {
  InstructionBlocks blocks;
  const Amount rest = coins - idle_coins(portfolio);
  if (rest.sign() > 0) append_blocks(blocks, paid_for(portfolio, position_->leave(portfolio, rest, speed)));
  blocks.push_back(asset_block(AssetMove::to_trading, std::max(Amount{}, coins - spot_coins(portfolio)), false));
  blocks.push_back(pair_block(coins, false, false));
  return blocks;
}

EntryPlan NeutralStrategy::plan_entry(const PortfolioView& portfolio, Amount equity, Ratio reserve) const {
  const Amount gas_due = round_trip_gas(portfolio);
  const Amount deployed = deployable(equity, gas_due, reserve);
  const Price price = portfolio.price(portfolio.universe.delta_asset());
  CashTargets targets;
  targets.spot = mul(deployed, mode().stake_allocation_eth, Rounding::floor);
  targets.margin = deployed - targets.spot;
  const Amount coins = div(targets.spot, price, Rounding::floor);
  EntryPlan plan;
  plan.shortfall = hedge_shortfall(portfolio, coins, targets);
  if (plan.shortfall.empty()) plan.shortfall = position_->too_small(coins);
  if (plan.shortfall.empty())
    plan.shortfall = under_gas("there would be put to work", deployed, gas_due, mode().share_class);
  plan.notional = targets.spot;
  plan.cost = gas_due + transfers_gas(portfolio) + pair_cost(portfolio, coins, context().settings, context().costs) +
              mul(position_->sale_cost(portfolio, coins), price, Rounding::ceil);
  return plan;
}

Amount NeutralStrategy::lacking_coins(const PortfolioView& portfolio, Amount equity) const {
  const Amount deployed = deployable(equity, round_trip_gas(portfolio));
  const Amount staked_worth = mul(deployed, mode().stake_allocation_eth, Rounding::floor);
  const Amount has = position_->net(portfolio) + idle_coins(portfolio) + queued_coins(portfolio);
  return div(staked_worth, portfolio.price(portfolio.universe.delta_asset()), Rounding::floor) - has;
}

bool NeutralStrategy::worth_rebalancing(const PortfolioView& portfolio) const {
  const Amount equity = portfolio.equity();
  const Amount coins = lacking_coins(portfolio, equity).abs();
  const Amount worth = mul(coins, portfolio.price(portfolio.universe.delta_asset()), Rounding::floor);
  const Amount kept = equity - deployable(equity, round_trip_gas(portfolio));
  return worth_its_gas(std::max(worth, (wallet_dollars(portfolio) - kept).abs()), round_trip_gas(portfolio));
}

InstructionBlocks NeutralStrategy::to_target(const PortfolioView& portfolio, const Goal& goal,
                                             bool discretionary) const {
  const Amount gas_due = round_trip_gas(portfolio);
  const Amount deployed = deployable(goal.equity, gas_due);
  const Price price = portfolio.price(portfolio.universe.delta_asset());
  const Amount staked_worth = mul(deployed, mode().stake_allocation_eth, Rounding::floor);
  const Amount change = lacking_coins(portfolio, goal.equity);
  CashTargets targets;
  targets.wallet = goal.set_aside + std::max(Amount{}, goal.equity - deployed);
  targets.margin = deployed - staked_worth;
  const Amount withdrawal_gas =
      std::min(targets.margin, mul(gas(portfolio, "transfer"), Ratio::from_int(2), Rounding::ceil));
  const bool optional = discretionary && goal.set_aside.is_zero();
  if (change.sign() < 0) {
    InstructionBlocks blocks = reduce(portfolio, -change, goal.speed);
    blocks.push_back(cash_block(targets, optional));
    blocks.push_back(hedge_block());
    return blocks;
  }
  // The exchange deducts the gas of moving the coins on chain from the cash that is left there.
  targets.spot = mul(change, price, Rounding::floor) + withdrawal_gas;
  targets.margin -= withdrawal_gas;
  InstructionBlocks blocks{cash_block(targets, optional), pair_block(change, true, false),
                           asset_block(AssetMove::to_wallet, Amount{}, true), idle_cash_block()};
  append_blocks(blocks, position_->enter(portfolio, Amount{}, true));
  blocks.push_back(hedge_block());
  return blocks;
}

InstructionBlocks NeutralStrategy::entry_full(const PortfolioView& portfolio, const Goal& goal) const {
  return to_target(portfolio, goal, false);
}

InstructionBlocks NeutralStrategy::entry_partial(const PortfolioView& portfolio, const Goal& goal) const {
  // What is too little to be moved waits in the wallet for more.
  if (goal.set_aside.is_zero() && !worth_rebalancing(portfolio)) return {};
  return to_target(portfolio, goal, true);
}

InstructionBlocks NeutralStrategy::exit_partial(const PortfolioView& portfolio, const Goal& goal) const {
  return goal.part ? keep_part(portfolio, goal) : to_target(portfolio, goal, true);
}

/// What goes through the exit queue stays hedged: margin and shorts follow when it is out.
InstructionBlocks NeutralStrategy::keep_part(const PortfolioView& portfolio, const Goal& goal) const {
  const Amount leaving = goal.part->leaving(position_->net(portfolio));
  if (goal.speed == ExitSpeed::slow && !goal.part->released)
    return paid_for(portfolio, position_->leave(portfolio, leaving, goal.speed));
  CashTargets targets;
  targets.wallet = goal.set_aside + goal.part->in_wallet;
  targets.margin = goal.part->of(pooled_margin(portfolio).balance);
  const Amount idle = idle_coins(portfolio);
  InstructionBlocks blocks = reduce(portfolio, goal.part->released ? idle : leaving + idle, ExitSpeed::fast);
  blocks.push_back(cash_block(targets, false));
  blocks.push_back(hedge_block());
  return blocks;
}

InstructionBlocks NeutralStrategy::exit_full(const PortfolioView& portfolio, ExitSpeed speed) const {
  InstructionBlocks blocks = paid_for(portfolio, position_->leave_all(portfolio, speed));
  // While a part of the asset is in the exit queue, its hedge stays open.
  const bool last = speed == ExitSpeed::fast || (blocks.empty() && queued_coins(portfolio).is_zero());
  blocks.push_back(asset_block(AssetMove::to_trading, Amount{}, true));
  blocks.push_back(pair_block(last ? Amount{} : idle_coins(portfolio), false, last));
  if (!last) {
    blocks.push_back(idle_cash_block());
    blocks.push_back(hedge_block());
    return blocks;
  }
  // A remainder under the exchange's size step is sold on chain at any cost, because it could not
  // be sold otherwise.
  Instruction rest = contract_call(ActionType::swap, mode().asset, Amount{}, true);
  rest.into = std::string(kQuoteAsset);
  blocks.push_back(single_block(std::move(rest)));
  blocks.push_back(all_cash_block(portfolio.equity()));
  return blocks;
}

/// Ends a correction with the short equal to the net exposure.
Decision NeutralStrategy::hedged(Decision decision) {
  // A move of margin that may be left out changes no exposure, and a trade must not count for it.
  if (decision.blocks.empty()) return decision;
  const bool left_out =
      decision.kind == DecisionKind::move_margin && decision.blocks.front().instructions.front().discretionary;
  if (decision.kind != DecisionKind::exit_full && !left_out) decision.blocks.push_back(hedge_block());
  return decision;
}

Decision NeutralStrategy::repaired(const PortfolioView& portfolio, const std::string& reason) const {
  return hedged({DecisionKind::exit_partial, reason, true, paid_for(portfolio, position_->repair(portfolio))});
}

std::optional<Decision> NeutralStrategy::override_risk(const PortfolioView& portfolio) const {
  if (const auto reason = position_->unsafe(portfolio, true)) return repaired(portfolio, *reason);
  auto decision = HedgedStrategy::override_risk(portfolio);
  return decision ? hedged(std::move(*decision)) : decision;
}

std::optional<Decision> NeutralStrategy::correct_margin(const PortfolioView& portfolio) const {
  if (auto decision = HedgedStrategy::correct_margin(portfolio)) return hedged(std::move(*decision));
  const auto reason = position_->unsafe(portfolio, false);
  return reason ? std::optional(repaired(portfolio, *reason)) : std::nullopt;
}

std::optional<Decision> NeutralStrategy::correct_delta(const PortfolioView& portfolio) const {
  if (!portfolio.exposure.drift_over(mode().delta_drift.act)) return std::nullopt;
  const Amount excess = portfolio.exposure.net_delta;
  Decision decision{DecisionKind::exit_partial,
                    fmt::format("net delta is {:.4f} of equity", portfolio.exposure.net_delta_of_equity),
                    true,
                    {}};
  Amount sold;
  for (const PerpLeg& leg : size_more_short(portfolio, excess, context().settings, context().costs)) sold += leg.size;
  // Where margin allows less than nine tenths of the short, it is raised first.
  const bool enough = excess.sign() < 0 || sold >= mul(excess, Ratio::from_raw(Ratio::kOne / 10 * 9), Rounding::floor);
  if (!enough) decision.blocks = margin_for(portfolio, excess);
  decision.blocks.push_back(hedge_block());
  return decision;
}

/// With pooled balance B, notional N, price P, a lost hedge of e coins and W from the wallet, x
/// coins leave the position so that (B + W + x*P) / (N + (e - x)*P) is the donor ratio t:
/// x = (t*(N + e*P) - B - W) / ((1 + t)*P).
InstructionBlocks NeutralStrategy::margin_for(const PortfolioView& portfolio, Amount excess) const {
  const MarginPool pool = pooled_margin(portfolio);
  const Price price = portfolio.price(portfolio.universe.delta_asset());
  const Ratio donor = mode().margin_ratio.donor;
  const Amount kept = std::max(transfers_gas(portfolio), working_gas(portfolio));
  const Amount in_wallet = std::max(Amount{}, wallet_dollars(portfolio) - kept);
  const Amount hedged_worth = pool.notional + mul(excess, price, Rounding::ceil);
  const Amount needed = std::max(Amount{}, mul(hedged_worth, donor, Rounding::ceil) - pool.balance);
  const Amount given = std::min(in_wallet, needed);
  const Amount worth = div(needed - given, donor + Ratio::from_int(1), Rounding::ceil);
  const Amount idle = idle_coins(portfolio);
  const Amount wanted = std::min(excess, div(worth, price, Rounding::ceil));
  const Amount coins = coins_worth_moving(portfolio, wanted, true);
  InstructionBlocks blocks;
  if (coins.sign() > 0) {
    const Amount rest = coins - idle;
    if (rest.sign() > 0) append_blocks(blocks, paid_for(portfolio, position_->leave(portfolio, rest, ExitSpeed::fast)));
    const Amount moved = std::max(Amount{}, coins - spot_coins(portfolio));
    blocks.push_back(asset_block(AssetMove::to_trading, moved, false));
    blocks.push_back(spot_sale_block(coins));
  }
  CashTargets targets;
  targets.wallet = std::max(Amount{}, wallet_dollars(portfolio) - given - transfers_gas(portfolio));
  targets.margin = std::max(Amount{}, pool.balance) + given + mul(coins, price, Rounding::floor);
  blocks.push_back(cash_block(targets, false));
  return blocks;
}

/// Where the position is too small to be worth its gas, the wallet gives what it has.
/// Uses wallet dollars, up to what lifts every account to the donor ratio. If they do not suffice,
/// coins leave the position and the hedge together: with pooled balance B and notional N, (B + x*P)
/// / (N - x*P) = target for x = (target*N - B) / ((1 + target) * P).
Decision NeutralStrategy::raise_margin(const PortfolioView& portfolio, const MarginPool& pool,
                                       const std::string& reason) const {
  const Amount kept = std::max(transfers_gas(portfolio), working_gas(portfolio));
  const Amount in_wallet = std::max(Amount{}, wallet_dollars(portfolio) - kept);
  const Amount needed = mul(pool.notional, mode().margin_ratio.donor, Rounding::ceil) - pool.balance;
  CashTargets targets;
  if (in_wallet >= needed) {
    targets.wallet = wallet_dollars(portfolio) - transfers_gas(portfolio) - needed;
    targets.margin = pool.balance + needed;
    return {DecisionKind::move_margin, reason + ", margin from the wallet", true, {cash_block(targets, false)}};
  }
  if (auto cut = cut_position(portfolio, pool, reason + ", part of the position is left")) return *std::move(cut);
  targets.wallet = std::max(Amount{}, wallet_dollars(portfolio) - transfers_gas(portfolio) - in_wallet);
  targets.margin = pool.balance + in_wallet;
  Decision decision{DecisionKind::move_margin, reason + ", what the wallet has", true, {}};
  if (in_wallet.sign() > 0) decision.blocks = {cash_block(targets, false)};
  return decision;
}

std::optional<Decision> NeutralStrategy::cut_position(const PortfolioView& portfolio, const MarginPool& pool,
                                                      const std::string& reason) const {
  const Ratio target = mode().margin_ratio.target;
  const Amount short_of = mul(pool.notional, target, Rounding::ceil) - pool.balance;
  const Amount worth = div(short_of, target + Ratio::from_int(1), Rounding::ceil);
  const Price price = portfolio.price(portfolio.universe.delta_asset());
  const Amount coins = coins_worth_moving(portfolio, div(worth, price, Rounding::ceil), critical(portfolio));
  if (short_of.sign() <= 0 || coins.is_zero()) return std::nullopt;
  InstructionBlocks blocks = reduce(portfolio, coins, ExitSpeed::fast);
  CashTargets targets;
  targets.wallet = reserve_kept(portfolio);
  targets.margin = pool.balance + mul(coins, price, Rounding::floor);
  blocks.push_back(cash_block(targets, false));
  return Decision{DecisionKind::exit_partial, reason, true, std::move(blocks)};
}

}  // namespace basis
