#pragma once

#include "core/risk/lending_account.hpp"
#include "venues/sim/protocol.hpp"

namespace basis {

/// Aave V3 as seen by one wallet. Balances are scaled: `scaled = amount / index`, and the amount at a later time
/// is `scaled * index`. The index of supply is the liquidity index, that of debt the variable borrow index.
/// Rounding favours the protocol: collateral is minted down and burned up, debt minted up and burned down
/// (aave-v3-origin v3.5, TokenMath). Everything supplied is collateral.
class SimulatedAave final : public SimulatedProtocol {
 public:
  explicit SimulatedAave(const ProtocolContext& context);

  /// supply, withdraw, borrow, repay: `size` in unscaled tokens of `instrument`, which is the aToken or the
  /// debt token. A repayment takes no more than is owed; if it takes all of it, the debt is cleared. A
  /// withdrawal of everything supplied clears the aToken. set_emode switches on the eMode of the configured
  /// mode.
  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const override;
  /// Liquidates while HF < 1 (core/risk/liquidation.hpp).
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
  /// What may be owed after a loan: the collateral times its average LTV, which the pool keeps in whole basis points
  /// (aave-v3-origin v3.6, GenericLogic.calculateUserAccountData).
  [[nodiscard]] Amount most_debt(const LedgerEntry& entry, const ChainState& state, const MarketSnapshot& market) const;

  const Universe& universe_;
  const LendingSettings& lending_;
  bool caps_bind_;  ///< whether a supply or a loan of this wallet alone over a cap reverts: `execution.capacity=refuse`
  bool has_emode_;
  LendingTerms terms_;        ///< without eMode
  LendingTerms emode_terms_;  ///< with the eMode of the configured mode
};

}  // namespace basis
