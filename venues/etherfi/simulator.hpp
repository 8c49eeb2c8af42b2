#pragma once

#include "venues/sim/staking.hpp"

namespace basis {

/// EtherFi: ETH -> weETH, its exit queue, and restaking rewards to holders.
class SimulatedEtherFi final : public SimulatedStaking {
 public:
  explicit SimulatedEtherFi(const ProtocolContext& context);

  /// Like every staking protocol, and unwrap_rewards: moves everything that is held of `instrument` as shares
  /// of the rewards vault (KING) to the wallet.
  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const override;
  /// Counts what is held towards the distributions that are being earned, and pays what is distributed at this
  /// instant: reward = per_underlying * eETH, eETH = weETH * oracle rate, as the time-weighted average over the
  /// distribution's period. Tokens in the wallet and tokens supplied as collateral count, from the step they are
  /// there. Shares of the vault stay with the protocol until they are unwrapped; other tokens reach the wallet at once.
  [[nodiscard]] ProtocolAnswer settle(const ChainState& state, const MarketSnapshot& market) const override;

 private:
  [[nodiscard]] ProtocolAnswer unwrap_rewards(const ContractStep& step, const ChainState& state,
                                              const MarketSnapshot& market) const;
  [[nodiscard]] Amount restaked(const ChainState& state, const MarketSnapshot& market) const;
};

}  // namespace basis
