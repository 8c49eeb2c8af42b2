#pragma once

#include "venues/sim/protocol.hpp"

namespace basis {

/// Instadapp (DSA), through which an atomic order's steps go: it lets a step
/// pass or reverts it, and changes nothing itself. Its gas limit is the whole
/// transaction's and is checked where that is mined (venues/alchemy).
class SimulatedInstadapp final : public SimulatedProtocol {
 public:
  explicit SimulatedInstadapp(const ProtocolContext& context);

  /// Reverts an operation that is not among `operations` (a flash loan's
  /// repayment belongs to the loan), a protocol that is not among `protocols`
  /// (wrapping is the wallet's own), and a swap that costs over `slippage_bps`.
  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const override;

 private:
  const Universe& universe_;
  const Settings& settings_;
  const CostCalculator& costs_;
  const MiddlewareSettings& middleware_;
};

}  // namespace basis
