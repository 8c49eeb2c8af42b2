#include "core/execution/router.hpp"

#include <fmt/format.h>

#include "core/execution/pair_sizing.hpp"
#include "core/execution/routing.hpp"
#include "core/execution/swap_quote.hpp"
#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

Order trade(const Instrument& instrument, Amount size, bool buy) {
  Order order;
  order.type = ExecutionType::cex_trade;
  order.action = instrument.type == PositionType::perp ? ActionType::perp_trade : ActionType::spot_trade;
  order.account = instrument.account;
  order.instrument = instrument.id;
  order.size = size;
  order.buy = buy;
  return order;
}

/// A net delta under this fraction of equity is what rounding leaves.
const Ratio kNetted = Ratio::from_raw(Ratio::kOne / 1'000'000);

/// The whole holding in tokens; for a supply including its interest.
Amount all_of(const Instrument& instrument, const PortfolioView& portfolio) {
  return underlying(instrument, portfolio.holding(instrument.id), portfolio.market);
}

/// Size of a contract call on the whole balance.
Amount everything_for(const Instruction& instruction, InstrumentId target, const PortfolioView& portfolio,
                      const Settings& settings) {
  if (instruction.action == ActionType::stake)
    return portfolio.holding(portfolio.in_wallet(settings.mode.asset)).amount;
  if (instruction.action == ActionType::supply)
    return portfolio.holding(portfolio.universe.held_token(instruction.token)).amount;
  return all_of(portfolio.universe[target], portfolio);
}

/// Key of the gas units of a call. Dust is transferred and sold at the receiver, so it costs the
/// gas of a transfer; buying the share class there costs no gas.
std::string gas_operation(const Instruction& instruction, const Settings& settings) {
  if (instruction.action != ActionType::swap) {
    const bool wraps = instruction.action == ActionType::unwrap;
    return std::string(action_name(wraps ? ActionType::wrap : instruction.action));
  }
  if (instruction.token == kQuoteAsset) return {};
  const auto& rewards = staking_venue(settings).staking->reward_tokens;
  const bool dust = rewards.contains(instruction.token) || instruction.into == kQuoteAsset;
  return dust ? "transfer" : std::string(action_name(ActionType::swap));
}

/// Why a call is not made; empty when it can be made.
std::string contract_fault(const Order& order, const Settings& settings) {
  if (order.size.sign() <= 0) return "nothing to " + std::string(action_name(order.action));
  if (order.action != ActionType::stake && order.action != ActionType::unstake) return {};
  const StakingSettings& staking = *staking_venue(settings).staking;
  const Amount least = order.action == ActionType::stake ? staking.minimum_stake : staking.minimum_unstake;
  if (order.size >= least) return {};
  return order.size.to_string() + " is under the staking venue's minimum of " + least.to_string();
}

void close_block(RoutedOrders& routed) {
  if (!routed.orders.empty()) routed.orders.back().closes_block = true;
}

}  // namespace

void Router::add_trades(const Instrument& instrument, Amount size, bool buy, RoutedOrders& routed) const {
  const MarketSettings& market = market_of(universe_, instrument, settings_);
  for (const Amount part : split_size(size, market, settings_.mode.execution.rounding))
    routed.orders.push_back(trade(instrument, part, buy));
}

RoutedOrders Router::plan_pair(const InstructionBlock& block, const PortfolioView& portfolio) const {
  require(block.kind == BlockKind::pair && block.instructions.size() == 2, "a pair has two legs");
  const Instruction& spot = block.instructions[0];
  const Instruction& perp = block.instructions[1];
  require(spot.action == ActionType::spot_trade && perp.action == ActionType::perp_trade && spot.buy != perp.buy,
          "a pair is a spot leg and an opposite perp leg");
  const PairSizes sizes = spot.buy ? size_entry(portfolio, spot.amount, settings_, costs_)
                                   : size_exit(portfolio, spot.amount, spot.everything, settings_);
  RoutedOrders routed;
  routed.refusal = sizes.refusal;
  routed.cut = cut_text(sizes.left, settings_.mode.asset);
  add_move_inside(sizes.into_spot, routed);
  if (sizes.spot.sign() > 0) {
    const InstrumentId id = universe_.get(routed_account(universe_, settings_, ActionType::spot_trade),
                                          PositionType::base_token, settings_.mode.asset);
    add_trades(universe_[id], sizes.spot, spot.buy, routed);
  }
  for (const PerpLeg& leg : sizes.perps) add_trades(universe_[leg.instrument], leg.size, perp.buy, routed);
  close_block(routed);
  return routed;
}

RoutedOrders Router::plan(const Instruction& instruction, const PortfolioView& portfolio) const {
  switch (instruction.action) {
    case ActionType::wallet_transfer: return route_any_transfer(instruction, portfolio);
    case ActionType::spot_trade:
    case ActionType::perp_trade: return route_single_trade(instruction, portfolio);
    case ActionType::pay_out: return route_pay_out(instruction, portfolio);
    case ActionType::unwrap_rewards: return route_unwrap_rewards(portfolio);
    default: return route_contract(instruction, portfolio);
  }
}

/// One call to the vault for all rewards in it.
RoutedOrders Router::route_unwrap_rewards(const PortfolioView& portfolio) const {
  Order order;
  order.type = ExecutionType::smart_contract;
  order.action = ActionType::unwrap_rewards;
  order.account = routed_account(universe_, settings_, ActionType::unwrap_rewards);
  order.gas_operation = "unwrap_king";
  order.closes_block = true;
  for (const Instrument& instrument : universe_.instruments()) {
    const Amount held = portfolio.holding(instrument.id).amount;
    const bool reward = instrument.type == PositionType::base_token && instrument.asset != universe_.delta_asset();
    if (instrument.account != order.account || !reward || held.sign() <= 0) continue;
    order.steps.push_back({order.action, order.account, instrument.id, instrument.id, held});
    order.instrument = instrument.id;
    order.size = held;
  }
  RoutedOrders routed;
  if (order.steps.empty())
    routed.refusal = "no rewards to unwrap";
  else
    routed.orders.push_back(std::move(order));
  return routed;
}

RoutedOrders Router::route_contract(const Instruction& instruction, const PortfolioView& portfolio) const {
  // The account of an approval is the wallet, which signs it.
  Order order;
  order.type = ExecutionType::smart_contract;
  order.action = instruction.action;
  order.account = routed_account(universe_, settings_, instruction.action);
  order.instrument = routed_instrument(universe_, settings_, instruction.action, instruction.token);
  order.size =
      instruction.everything ? everything_for(instruction, order.instrument, portfolio, settings_) : instruction.amount;
  order.closes_block = true;
  order.gas_operation = gas_operation(instruction, settings_);
  const InstrumentId into = instruction.into.empty() ? order.instrument : universe_.held_token(instruction.into);
  order.steps = {{order.action, order.account, order.instrument, into, order.size}};
  RoutedOrders routed;
  routed.refusal = contract_fault(order, settings_);
  if (routed.refusal.empty() && order.action == ActionType::swap)
    routed.refusal = quote_swap(order.steps.front(), universe_, dex_of(settings_), costs_, portfolio.market).refusal;
  if (routed.refusal.empty()) routed.orders.push_back(std::move(order));
  return routed;
}

RoutedOrders Router::route_more_short(const Instruction& instruction, const PortfolioView& portfolio) const {
  RoutedOrders routed;
  for (const PerpLeg& leg : size_more_short(portfolio, instruction.amount, settings_, costs_))
    add_trades(universe_[leg.instrument], leg.size, false, routed);
  if (routed.orders.empty())
    routed.refusal = "the hedge is under the venues' minimum order, or margin does not allow it";
  close_block(routed);
  return routed;
}

/// Sells or buys back what makes the net delta zero. A remainder that no venue takes is no fault.
RoutedOrders Router::route_to_net(Instruction instruction, const PortfolioView& portfolio) const {
  const Exposure& exposure = portfolio.exposure;
  if (!exposure.drift_over(kNetted)) return {};
  instruction.to_net = false;
  instruction.amount = exposure.net_delta.abs();
  RoutedOrders routed;
  if (exposure.net_delta.sign() > 0) {
    routed = route_more_short(instruction, portfolio);
  } else {
    for (const PerpLeg& leg : size_less_short(portfolio, instruction.amount, settings_))
      add_trades(universe_[leg.instrument], leg.size, true, routed);
    if (routed.orders.empty()) routed.refusal = "the imbalance is under the venues' minimum order";
    close_block(routed);
  }
  if (!exposure.drift_over(settings_.mode.delta_drift.warning)) routed.refusal.clear();
  return routed;
}

/// A single leg: spot is sold, or shorts are bought back or added.
RoutedOrders Router::route_single_trade(const Instruction& instruction, const PortfolioView& portfolio) const {
  RoutedOrders routed;
  const RoundingModel rounding = settings_.mode.execution.rounding;
  if (instruction.action == ActionType::spot_trade) {
    require(!instruction.buy, "a single spot leg only sells");
    const AccountId account = routed_account(universe_, settings_, ActionType::spot_trade);
    const InstrumentId id = universe_.get(account, PositionType::base_token, settings_.mode.asset);
    const MarketSettings& market = market_of(universe_, universe_[id], settings_);
    const Amount asked = std::min(instruction.amount, portfolio.holding(id).amount);
    const Amount most = most_in_a_step(market, rounding).value_or(asked);
    routed.cut = cut_text(asked - most, settings_.mode.asset);
    const Amount size = round_size(std::min(asked, most), market, rounding);
    if (meets_minimum(size, portfolio.price(universe_.delta_asset()), market, rounding))
      add_trades(universe_[id], size, false, routed);
  } else {
    if (instruction.to_net) return route_to_net(instruction, portfolio);
    if (!instruction.buy) return route_more_short(instruction, portfolio);
    Amount rest = instruction.amount;
    for (const Instrument& instrument : universe_.instruments()) {
      if (instrument.type != PositionType::perp || rest.sign() <= 0) continue;
      const MarketSettings& market = market_of(universe_, instrument, settings_);
      const Amount held = portfolio.holding(instrument.id).amount.abs();
      const Amount most = std::min(held, most_in_a_step(market, rounding).value_or(held));
      const Amount size = round_size(std::min(rest, most), market, rounding);
      if (!meets_minimum(size, portfolio.market.marks[instrument.id.index()], market, rounding)) continue;
      add_trades(instrument, size, true, routed);
      rest -= size;
    }
  }
  if (routed.orders.empty()) routed.refusal = "the imbalance is under the venue's minimum order";
  close_block(routed);
  return routed;
}

}  // namespace basis
