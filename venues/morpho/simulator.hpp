#pragma once

#include "venues/sim/protocol.hpp"

namespace basis {

/// Morpho's flash loans: lent to the wallet and repaid with the fee within the same transaction. The chain
/// refuses a transaction that ends with a loan owed (morpho-blue 1.0.0, Morpho.flashLoan, whose fee is zero).
class SimulatedMorpho final : public SimulatedProtocol {
 public:
  explicit SimulatedMorpho(const ProtocolContext& context);

  /// flash_loan lends `size` of the token of `instrument`, one loan at a time; flash_repay repays `size`, at
  /// most what is owed.
  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const override;

 private:
  const Universe& universe_;
  const FlashLoanSettings& settings_;
};

}  // namespace basis
