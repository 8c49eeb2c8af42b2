#pragma once

#include "venues/sim/protocol.hpp"

namespace basis {

/// A liquid staking protocol: a token whose rate in ETH grows, and an exit queue back to ETH. Both directions
/// use the protocol's oracle rate, rounded down; a staking APR is never used.
class SimulatedStaking : public SimulatedProtocol {
 public:
  /// stake: converts `size` of ETH to tokens at once; at least `minimum_stake`.
  /// unstake: puts `size` tokens into the exit queue. They are converted at once to ETH at the rate of the
  /// request. The ETH is in the queue, and reaches the wallet after `queue_maximum`, the longest wait of the
  /// range that the protocol states. A request over `maximum_unstake` is split into several, all due at the
  /// same time.
  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const override;

 protected:
  /// `venue` is the protocol's account and its file in the configuration.
  SimulatedStaking(const ProtocolContext& context, std::string_view venue);

  [[nodiscard]] const Universe& universe() const { return universe_; }
  [[nodiscard]] const StakingSettings& settings() const { return settings_; }
  [[nodiscard]] AccountId account() const { return account_; }
  /// What the protocol holds of a token for the wallet: ETH in the queue, rewards that are still wrapped.
  [[nodiscard]] InstrumentId kept(std::string_view token) const {
    return universe_.get(account_, PositionType::base_token, token);
  }

 private:
  [[nodiscard]] ProtocolAnswer stake(Amount underlying, const ChainState& state, const MarketSnapshot& market) const;
  [[nodiscard]] ProtocolAnswer unstake(Amount tokens, const ChainState& state, const MarketSnapshot& market) const;

  const Universe& universe_;
  const StakingSettings& settings_;
  AccountId account_;
  bool in_use_;  ///< whether the mode holds this token: the other one has no rate
};

}  // namespace basis
