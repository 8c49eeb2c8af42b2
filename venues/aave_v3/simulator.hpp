#pragma once

#include "core/domain/universe.hpp"
#include "venues/sim/protocol.hpp"

namespace basis {

/// Aave V3 as one wallet sees it: supply and withdraw at the reserve's
/// liquidity index. `scaled = amount / index`, worth `scaled * index` later
/// (aave-v3-origin, ScaledBalanceTokenBase: rayDiv on mint and burn).
class SimulatedAave final : public SimulatedProtocol {
 public:
  explicit SimulatedAave(const ProtocolContext& context) : universe_(context.universe) {}

  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const override;

 private:
  [[nodiscard]] ProtocolAnswer supply(const ContractStep& step, const ChainState& state,
                                      const MarketSnapshot& market) const;
  [[nodiscard]] ProtocolAnswer withdraw(const ContractStep& step, const ChainState& state,
                                        const MarketSnapshot& market) const;
  [[nodiscard]] InstrumentId wallet_token(const Instrument& a_token) const;

  const Universe& universe_;
};

}  // namespace basis
