#include "core/strategy/neutral_strategy.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "core/strategy/blocks.hpp"

namespace basis {

Amount NeutralStrategy::idle_coins(const BookView& book) const {
  return book.holding(book.in_wallet(mode().asset)).amount + spot_coins(book);
}

Amount NeutralStrategy::queued_coins(const BookView& book) const {
  Amount coins;
  for (const Instrument& instrument : book.universe.instruments())
    if (instrument.on_chain && instrument.type == PositionType::base_token &&
        instrument.asset == book.universe.delta_asset() && book.universe.name(instrument.account) != kWalletAccount)
      coins += book.holding(instrument.id).amount;
  return coins;
}

Amount NeutralStrategy::round_trip_gas(const BookView& book) const {
  // Cash to and from every account, and the asset there and back.
  return transfers_gas(book) + mul(gas(book, "transfer"), Ratio::from_int(2), Rounding::ceil) +
         position_->round_trip_gas(book);
}

InstructionBlocks NeutralStrategy::reduce(const BookView& book, Amount coins, ExitSpeed speed) const {
  InstructionBlocks blocks;
  const Amount rest = coins - idle_coins(book);
  if (rest.sign() > 0) append_blocks(blocks, position_->leave(book, rest, speed));
  blocks.push_back(asset_block(AssetMove::to_trading, std::max(Amount{}, coins - spot_coins(book)), false));
  blocks.push_back(pair_block(coins, false, false));
  return blocks;
}

InstructionBlocks NeutralStrategy::to_target(const BookView& book, const Goal& goal, bool discretionary) const {
  const Amount gas_due = round_trip_gas(book);
  const Amount deployed = deployable(goal.equity, gas_due);
  const Price price = book.price(book.universe.delta_asset());
  const Amount staked_worth = mul(deployed, mode().stake_allocation_eth, Rounding::floor);
  const Amount has = position_->net(book) + idle_coins(book) + queued_coins(book);
  const Amount change = div(staked_worth, price, Rounding::floor) - has;
  CashTargets targets;
  targets.wallet = goal.set_aside + std::max(Amount{}, goal.equity - deployed);
  targets.margin = deployed - staked_worth;
  const bool optional = discretionary && goal.set_aside.is_zero();
  if (change.sign() < 0) {
    InstructionBlocks blocks = reduce(book, -change, goal.speed);
    blocks.push_back(cash_block(targets, optional));
    return blocks;
  }
  targets.spot = mul(change, price, Rounding::floor);
  InstructionBlocks blocks{cash_block(targets, optional), pair_block(change, true, false),
                           asset_block(AssetMove::to_wallet, Amount{}, true)};
  append_blocks(blocks, position_->enter(book, Amount{}, true));
  return blocks;
}

InstructionBlocks NeutralStrategy::entry_full(const BookView& book, const Goal& goal) const {
  return to_target(book, goal, false);
}

InstructionBlocks NeutralStrategy::entry_partial(const BookView& book, const Goal& goal) const {
  return to_target(book, goal, true);
}

InstructionBlocks NeutralStrategy::exit_partial(const BookView& book, const Goal& goal) const {
  return to_target(book, goal, true);
}

InstructionBlocks NeutralStrategy::exit_full(const BookView& book, ExitSpeed speed) const {
  InstructionBlocks blocks = position_->leave_all(book, speed);
  // While some of the asset waits in a queue its hedge stays.
  const bool last = speed == ExitSpeed::fast || (blocks.empty() && queued_coins(book).is_zero());
  blocks.push_back(asset_block(AssetMove::to_trading, Amount{}, true));
  blocks.push_back(pair_block(last ? Amount{} : idle_coins(book), false, last));
  if (!last) return blocks;
  // The remainder off the exchange's step is sold on chain at any cost: it would never leave otherwise.
  Instruction rest = contract_call(ActionType::swap, mode().asset, Amount{}, true);
  rest.into = std::string(kQuoteAsset);
  blocks.push_back(single_block(std::move(rest)));
  CashTargets home;
  home.wallet = book.equity();
  blocks.push_back(cash_block(home, false));
  return blocks;
}

std::optional<Decision> NeutralStrategy::override_risk(const BookView& book) const {
  if (const auto reason = position_->unsafe(book, true))
    return Decision{DecisionKind::exit_partial, *reason, true, position_->repair(book)};
  return HedgedStrategy::override_risk(book);
}

std::optional<Decision> NeutralStrategy::correct_margin(const BookView& book) const {
  if (auto decision = HedgedStrategy::correct_margin(book)) return decision;
  const auto reason = position_->unsafe(book, false);
  if (!reason) return std::nullopt;
  return Decision{DecisionKind::exit_partial, *reason, true, position_->repair(book)};
}

std::optional<Decision> NeutralStrategy::correct_delta(const BookView& book) const {
  if (!book.exposure.drift_over(mode().delta_drift.act)) return std::nullopt;
  const Amount excess = book.exposure.net_delta;
  return Decision{DecisionKind::exit_partial,
                  fmt::format("net delta is {:.4f} of equity", book.exposure.net_delta_of_equity),
                  true,
                  {perp_block(excess.abs(), excess.sign() < 0)}};
}

/// Wallet dollars first, up to what lifts every account to the donor ratio.
/// Else coins leave the position and the hedge together: with B and N pooled,
/// (B + x*P) / (N - x*P) = target for x = (target*N - B) / ((1 + target) * P).
Decision NeutralStrategy::raise_margin(const BookView& book, const MarginPool& pool, const std::string& reason) const {
  const Amount in_wallet = std::max(Amount{}, wallet_dollars(book) - transfers_gas(book));
  const Amount needed = mul(pool.notional, mode().margin_ratio.donor, Rounding::ceil) - pool.balance;
  CashTargets targets;
  if (in_wallet >= needed) {
    targets.wallet = in_wallet - needed;
    targets.margin = pool.balance + needed;
    return {DecisionKind::move_margin, reason + ", margin from the wallet", true, {cash_block(targets, false)}};
  }
  const Ratio target = mode().margin_ratio.target;
  const Amount short_of = mul(pool.notional, target, Rounding::ceil) - pool.balance;
  const Amount worth = div(short_of, target + Ratio::from_int(1), Rounding::ceil);
  const Amount coins = div(worth, book.price(book.universe.delta_asset()), Rounding::ceil);
  InstructionBlocks blocks = reduce(book, coins, ExitSpeed::fast);
  targets.wallet = reserve_kept(book);
  targets.margin = pool.balance + worth;
  blocks.push_back(cash_block(targets, false));
  return {DecisionKind::exit_partial, reason + ", part of the position is left", true, std::move(blocks)};
}

}  // namespace basis
