#include "venues/aave_v3/simulator.hpp"

#include <algorithm>

namespace basis {

InstrumentId SimulatedAave::wallet_token(const Instrument& a_token) const {
  return universe_.get(*universe_.find_account(kWalletAccount), PositionType::base_token, a_token.token);
}

ProtocolAnswer SimulatedAave::call(const Order& order, const PositionSet& holdings,
                                   const MarketSnapshot& market) const {
  if (order.action == ActionType::supply) return supply(order, holdings, market);
  if (order.action == ActionType::withdraw) return withdraw(order, holdings, market);
  return {std::nullopt, "aave_v3 has no operation " + std::string(action_name(order.action))};
}

ProtocolAnswer SimulatedAave::supply(const Order& order, const PositionSet& holdings,
                                     const MarketSnapshot& market) const {
  const Instrument& a_token = universe_[order.instrument];
  const InstrumentId source = wallet_token(a_token);
  const Amount held = holdings[source.index()].amount;
  if (order.size > held)
    return {std::nullopt,
            "supply of " + order.size.to_string() + " " + a_token.token + ", wallet has " + held.to_string()};
  const Amount scaled = div(order.size, market.indices[a_token.id.index()], Rounding::floor);
  return {LedgerEntry{market.time,
                      EntryKind::supply,
                      {{source, Outside::pool, order.size, Amount{}}, {Outside::pool, a_token.id, scaled, Amount{}}}},
          {}};
}

ProtocolAnswer SimulatedAave::withdraw(const Order& order, const PositionSet& holdings,
                                       const MarketSnapshot& market) const {
  const Instrument& a_token = universe_[order.instrument];
  const Ray index = market.indices[a_token.id.index()];
  const Amount scaled_held = holdings[a_token.id.index()].amount;
  const Amount worth = mul(scaled_held, index, Rounding::floor);
  if (order.size > worth)
    return {std::nullopt,
            "withdrawal of " + order.size.to_string() + " " + a_token.token + ", supplied is " + worth.to_string()};
  // What is worth everything burns everything: the ceiling reaches the balance.
  const Amount burned = std::min(scaled_held, div(order.size, index, Rounding::ceil));
  return {LedgerEntry{market.time,
                      EntryKind::withdraw,
                      {{a_token.id, Outside::pool, burned, Amount{}},
                       {Outside::pool, wallet_token(a_token), order.size, Amount{}}}},
          {}};
}

}  // namespace basis
