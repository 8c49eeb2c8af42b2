#include "venues/sim/staking.hpp"

#include <fmt/format.h>

namespace basis {

SimulatedStaking::SimulatedStaking(const ProtocolContext& context, std::string_view venue)
    : universe_(context.universe),
      settings_(*context.settings.venues.at(std::string(venue)).staking),
      name_(venue),
      coin_(universe_.get(*universe_.find_account(kWalletAccount), PositionType::base_token, settings_.underlying)),
      queue_(universe_.get(*universe_.find_account(venue), PositionType::base_token, settings_.underlying)) {}

ProtocolAnswer SimulatedStaking::call(const ContractStep& step, const ChainState& state,
                                      const MarketSnapshot& market) const {
  if (step.action == ActionType::stake) return stake(step, state, market);
  if (step.action == ActionType::unstake) return unstake(step, state, market);
  return reverted(fmt::format("{} has no operation {}", name_, action_name(step.action)));
}

ProtocolAnswer SimulatedStaking::stake(const ContractStep& step, const ChainState& state,
                                       const MarketSnapshot& market) const {
  const Amount held = state.holdings[coin_.index()].amount;
  if (step.size > held)
    return reverted(
        fmt::format("stake of {} {}, wallet has {}", step.size.to_string(), settings_.underlying, held.to_string()));
  if (step.size < settings_.minimum_stake)
    return reverted(fmt::format("stake of {} {} is under the minimum of {}", step.size.to_string(),
                                settings_.underlying, settings_.minimum_stake.to_string()));
  const Amount tokens = div(step.size, market.rates[step.instrument.index()], Rounding::floor);
  ProtocolAnswer answer;
  answer.entries.push_back(
      {market.time,
       EntryKind::stake,
       {{coin_, Outside::pool, step.size, Amount{}}, {Outside::pool, step.instrument, tokens, Amount{}}}});
  return answer;
}

ProtocolAnswer SimulatedStaking::unstake(const ContractStep& step, const ChainState& state,
                                         const MarketSnapshot& market) const {
  const Amount held = state.holdings[step.instrument.index()].amount;
  if (step.size > held)
    return reverted(fmt::format("exit of {} {}, held is {}", step.size.to_string(), settings_.token, held.to_string()));
  const Amount coins = mul(step.size, market.rates[step.instrument.index()], Rounding::floor);
  if (coins < settings_.minimum_unstake)
    return reverted(fmt::format("exit of {} {} is under the queue's minimum of {}", coins.to_string(),
                                settings_.underlying, settings_.minimum_unstake.to_string()));
  ProtocolAnswer answer;
  answer.entries.push_back(
      {market.time,
       EntryKind::unstake,
       {{step.instrument, Outside::pool, step.size, Amount{}}, {Outside::pool, queue_, coins, Amount{}}}});
  answer.claim = Claim{market.time + settings_.queue_maximum, {{queue_, coin_, coins, Amount{}}}};
  return answer;
}

}  // namespace basis
