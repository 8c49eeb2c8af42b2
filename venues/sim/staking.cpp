#include "venues/sim/staking.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace basis {
namespace {

/// All requests of a call are due together. More of them than this would be work without another result, so they are
/// larger instead.
constexpr i128 kMostRequests = 100;

/// The parts of one request, each within the limits: the last part but one is reduced so that the last one
/// reaches the minimum.
std::vector<Amount> split_request(Amount underlying, const StakingSettings& settings) {
  std::vector<Amount> parts;
  Amount rest = underlying;
  const Amount even = Amount::from_raw(div_round(underlying.raw(), kMostRequests, Rounding::ceil));
  while (settings.maximum_unstake && rest > std::max(*settings.maximum_unstake, even)) {
    parts.push_back(std::min(std::max(*settings.maximum_unstake, even), rest - settings.minimum_unstake));
    rest -= parts.back();
  }
  parts.push_back(rest);
  return parts;
}

}  // namespace

SimulatedStaking::SimulatedStaking(const ProtocolContext& context, std::string_view venue)
    : universe_(context.universe),
      settings_(*context.settings.venues.at(std::string(venue)).staking),
      account_(*context.universe.find_account(venue)),
      in_use_(context.settings.mode.lst_type == settings_.lst_type) {}

ProtocolAnswer SimulatedStaking::call(const ContractStep& step, const ChainState& state,
                                      const MarketSnapshot& market) const {
  if (step.action != ActionType::stake && step.action != ActionType::unstake)
    return reverted(fmt::format("{} has no operation {}", universe_.name(account_), action_name(step.action)));
  if (!in_use_) return reverted("the mode does not hold " + settings_.token);
  return step.action == ActionType::stake ? stake(step.size, state, market) : unstake(step.size, state, market);
}

ProtocolAnswer SimulatedStaking::stake(Amount underlying, const ChainState& state, const MarketSnapshot& market) const {
  const InstrumentId source = universe_.held_token(settings_.underlying);
  const InstrumentId token = universe_.held_token(settings_.token);
  if (std::string short_of = shortage(ActionType::stake, universe_[source], underlying, state); !short_of.empty())
    return reverted(std::move(short_of));
  if (underlying < settings_.minimum_stake)
    return reverted(fmt::format("stake of {} {} is under the minimum of {}", underlying.to_string(),
                                settings_.underlying, settings_.minimum_stake.to_string()));
  const Amount minted = div(underlying, market.rates[token.index()], Rounding::floor);
  if (minted.is_zero()) return reverted("stake of " + underlying.to_string() + " is under one unit");
  return posted({market.time,
                 EntryKind::stake,
                 {{source, Outside::pool, underlying, Amount{}}, {Outside::pool, token, minted, Amount{}}}});
}

ProtocolAnswer SimulatedStaking::unstake(Amount tokens, const ChainState& state, const MarketSnapshot& market) const {
  const InstrumentId token = universe_.held_token(settings_.token);
  if (std::string short_of = shortage(ActionType::unstake, universe_[token], tokens, state); !short_of.empty())
    return reverted(std::move(short_of));
  const Amount underlying = mul(tokens, market.rates[token.index()], Rounding::floor);
  if (underlying < settings_.minimum_unstake)
    return reverted(fmt::format("request of {} {} is under the minimum of {}", underlying.to_string(),
                                settings_.underlying, settings_.minimum_unstake.to_string()));
  const InstrumentId queue = kept(settings_.underlying);
  ProtocolAnswer answer =
      posted({market.time,
              EntryKind::unstake,
              {{token, Outside::pool, tokens, Amount{}}, {Outside::pool, queue, underlying, Amount{}}}});
  for (const Amount part : split_request(underlying, settings_))
    answer.claims.push_back(
        {market.time + settings_.queue_maximum, {{queue, universe_.held_token(settings_.underlying), part, Amount{}}}});
  return answer;
}

}  // namespace basis
