#pragma once

#include "core/domain/universe.hpp"
#include "venues/sim/protocol.hpp"

namespace basis {

/// Aave V3 as one wallet sees it: supply and withdraw at the reserve's
/// liquidity index. `scaled = amount / index`, worth `scaled * index` later
/// (aave-v3-origin, ScaledBalanceTokenBase: rayDiv on mint and burn).
class SimulatedAave {
 public:
  explicit SimulatedAave(const Universe& universe) : universe_(universe) {}

  /// The effect of `order` (supply or withdraw) on `holdings` of the chain.
  [[nodiscard]] ProtocolAnswer call(const Order& order, const PositionSet& holdings,
                                    const MarketSnapshot& market) const;

 private:
  [[nodiscard]] ProtocolAnswer supply(const Order& order, const PositionSet& holdings,
                                      const MarketSnapshot& market) const;
  [[nodiscard]] ProtocolAnswer withdraw(const Order& order, const PositionSet& holdings,
                                        const MarketSnapshot& market) const;
  [[nodiscard]] InstrumentId wallet_token(const Instrument& a_token) const;

  const Universe& universe_;
};

}  // namespace basis
