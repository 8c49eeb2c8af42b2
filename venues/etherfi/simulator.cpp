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
  if (market.earning.empty() && market.rewards.empty()) return answer;
  const Amount held = state.since ? restaked(state, *state.since) : Amount{};
  std::map<std::size_t, Amount> earned = state.earned;
  for (const RewardEarning& part : market.earning) {
    const Amount change = Amount::from_raw(mul_div(held.raw(), part.time.count, kHour.count, Rounding::floor));
    if (change.is_zero()) continue;
    answer.earned.emplace_back(part.distribution, change);
    earned[part.distribution] += change;
  }
  for (const RewardPaid& paid : market.rewards) {
    const Amount total = earned[paid.distribution];
    if (!total.is_zero()) answer.earned.emplace_back(paid.distribution, -total);
    const Amount average = paid.period.count > 0
                               ? Amount::from_raw(mul_div(total.raw(), kHour.count, paid.period.count, Rounding::floor))
                               : held;
    const Amount reward = scale(average, paid.per_underlying, Amount::from_int(1), Rounding::floor);
    if (reward.sign() <= 0) continue;
    const InstrumentId into = paid.wrapped ? kept(paid.token) : universe().held_token(paid.token);
    answer.entries.push_back({market.time, EntryKind::reward, {{Outside::pool, into, reward, Amount{}}}});
  }
  return answer;
}

}  // namespace basis
