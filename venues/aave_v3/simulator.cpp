#include "venues/aave_v3/simulator.hpp"

#include <algorithm>

namespace basis {
namespace {

ProtocolAnswer booked(LedgerEntry entry) {
  ProtocolAnswer answer;
  answer.entries.push_back(std::move(entry));
  return answer;
}

}  // namespace

InstrumentId SimulatedAave::wallet_token(const Instrument& a_token) const {
  return universe_.get(*universe_.find_account(kWalletAccount), PositionType::base_token, a_token.token);
}

ProtocolAnswer SimulatedAave::call(const ContractStep& step, const ChainState& state,
                                   const MarketSnapshot& market) const {
  if (step.action == ActionType::supply) return supply(step, state, market);
  if (step.action == ActionType::withdraw) return withdraw(step, state, market);
  return reverted("aave_v3 has no operation " + std::string(action_name(step.action)));
}

ProtocolAnswer SimulatedAave::supply(const ContractStep& step, const ChainState& state,
                                     const MarketSnapshot& market) const {
  const Instrument& a_token = universe_[step.instrument];
  const InstrumentId source = wallet_token(a_token);
  const Amount held = state.holdings[source.index()].amount;
  if (step.size > held)
    return reverted("supply of " + step.size.to_string() + " " + a_token.token + ", wallet has " + held.to_string());
  const Amount scaled = div(step.size, market.indices[a_token.id.index()], Rounding::floor);
  return booked({market.time,
                 EntryKind::supply,
                 {{source, Outside::pool, step.size, Amount{}}, {Outside::pool, a_token.id, scaled, Amount{}}}});
}

ProtocolAnswer SimulatedAave::withdraw(const ContractStep& step, const ChainState& state,
                                       const MarketSnapshot& market) const {
  const Instrument& a_token = universe_[step.instrument];
  const Ray index = market.indices[a_token.id.index()];
  const Amount scaled_held = state.holdings[a_token.id.index()].amount;
  const Amount worth = mul(scaled_held, index, Rounding::floor);
  if (step.size > worth)
    return reverted("withdrawal of " + step.size.to_string() + " " + a_token.token + ", supplied is " +
                    worth.to_string());
  // What is worth everything burns everything: the ceiling reaches the balance.
  const Amount burned = std::min(scaled_held, div(step.size, index, Rounding::ceil));
  return booked(
      {market.time,
       EntryKind::withdraw,
       {{a_token.id, Outside::pool, burned, Amount{}}, {Outside::pool, wallet_token(a_token), step.size, Amount{}}}});
}

}  // namespace basis
