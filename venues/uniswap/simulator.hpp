#pragma once

#include "core/execution/swap_quote.hpp"
#include "venues/sim/protocol.hpp"

namespace basis {

/// Uniswap v3: swaps with an exact input amount, priced by `quote_swap`.
class SimulatedUniswap final : public SimulatedProtocol {
 public:
  explicit SimulatedUniswap(const ProtocolContext& context);

  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const override;

 private:
  const Universe& universe_;
  const DexSettings& dex_;
  const CostCalculator& costs_;
};

}  // namespace basis
