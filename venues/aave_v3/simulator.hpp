#pragma once

#include "core/lending/lending_account.hpp"
#include "venues/sim/protocol.hpp"

namespace basis {

/// Aave V3 as one wallet sees it. Balances are scaled, `scaled = amount / index`
/// and worth `scaled * index` later: supply at the liquidity index, debt at the
/// variable borrow index. Roundings favour the protocol: collateral is minted
/// down and burned up, debt minted up and burned down (aave-v3-origin v3.5,
/// TokenMath). Everything supplied is collateral.
class SimulatedAave final : public SimulatedProtocol {
 public:
  explicit SimulatedAave(const ProtocolContext& context);

  /// supply, withdraw, borrow, repay: `size` in unscaled tokens of `instrument`,
  /// the aToken or debt. Of a repayment only what is owed is taken, and it
  /// clears the debt; a withdrawal of all that is there clears the aToken.
  /// set_emode switches the mode's eMode on.
  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const override;
  /// Liquidates while HF < 1 (core/lending/liquidation.hpp).
  [[nodiscard]] ProtocolAnswer settle(const ChainState& state, const MarketSnapshot& market) const override;

 private:
  [[nodiscard]] ProtocolAnswer supply(const ContractStep& step, const ChainState& state,
                                      const MarketSnapshot& market) const;
  [[nodiscard]] ProtocolAnswer withdraw(const ContractStep& step, const ChainState& state,
                                        const MarketSnapshot& market) const;
  [[nodiscard]] ProtocolAnswer borrow(const ContractStep& step, const ChainState& state,
                                      const MarketSnapshot& market) const;
  [[nodiscard]] ProtocolAnswer repay(const ContractStep& step, const ChainState& state,
                                     const MarketSnapshot& market) const;
  [[nodiscard]] ProtocolAnswer set_emode(const ContractStep& step, const ChainState& state,
                                         const MarketSnapshot& market) const;
  [[nodiscard]] const LendingTerms& terms(bool emode) const { return emode ? emode_terms_ : terms_; }
  [[nodiscard]] LendingAccount after(const LedgerEntry& entry, const ChainState& state,
                                     const MarketSnapshot& market) const;

  const Universe& universe_;
  const LendingSettings& lending_;
  bool has_emode_;
  LendingTerms terms_;        ///< of the reserves
  LendingTerms emode_terms_;  ///< with the mode's eMode on
};

}  // namespace basis
