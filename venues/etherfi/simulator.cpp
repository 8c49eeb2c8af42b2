#include "venues/etherfi/simulator.hpp"

#include "core/portfolio/valuation.hpp"

namespace basis {

SimulatedEtherFi::SimulatedEtherFi(const ProtocolContext& context) : SimulatedStaking(context, "etherfi") {}

ProtocolAnswer SimulatedEtherFi::call(const ContractStep& step, const ChainState& state,
                                      const MarketSnapshot& market) const {
  return step.action == ActionType::unwrap_rewards ? unwrap_rewards(step, state, market)
                                                   : SimulatedStaking::call(step, state, market);
}

ProtocolAnswer SimulatedEtherFi::unwrap_rewards(const ContractStep& step, const ChainState& state,
                                                const MarketSnapshot& market) const {
  const Instrument& reward = universe()[step.instrument];
  if (reward.account != account() || !settings().reward_tokens.contains(reward.token))
    return reverted(reward.key + " is no reward to unwrap");
  const Amount all = state.holdings[reward.id.index()].amount;
  if (all.sign() <= 0) return reverted("no " + reward.token + " to unwrap");
  return posted({market.time, EntryKind::wrap, {{reward.id, universe().held_token(reward.token), all, Amount{}}}});
}

/// eETH that backs all holdings of the staking token.
Amount SimulatedEtherFi::restaked(const ChainState& state, const MarketSnapshot& market) const {
  Amount tokens;
  for (const Instrument& instrument : universe().instruments())
    if (instrument.token == settings().token && instrument.type != PositionType::debt_token)
      tokens += underlying(instrument, state.holdings[instrument.id.index()], market);
  return mul(tokens, market.rates[universe().held_token(settings().token).index()], Rounding::floor);
}

ProtocolAnswer SimulatedEtherFi::settle(const ChainState& state, const MarketSnapshot& market) const {
  ProtocolAnswer answer;
  if (market.rewards.empty()) return answer;
  const Amount eeth = restaked(state, market);
  for (const RewardPaid& paid : market.rewards) {
    const Amount reward = scale(eeth, paid.per_underlying, Amount::from_int(1), Rounding::floor);
    if (reward.sign() <= 0) continue;
    const InstrumentId into = paid.wrapped ? kept(paid.token) : universe().held_token(paid.token);
    answer.entries.push_back({market.time, EntryKind::reward, {{Outside::pool, into, reward, Amount{}}}});
  }
  return answer;
}

}  // namespace basis
