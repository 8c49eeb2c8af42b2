#pragma once

#include "venues/sim/protocol.hpp"

namespace basis {

/// Uniswap as one wallet sees it: swaps at the market's rate less the cost
/// table's fee and slippage. Its router unwraps WETH within the same call.
class SimulatedUniswap final : public SimulatedProtocol {
 public:
  explicit SimulatedUniswap(const ProtocolContext& context) : context_(context) {}

  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const override;

 private:
  ProtocolContext context_;
};

}  // namespace basis
