#pragma once

#include "venues/sim/protocol.hpp"

namespace basis {

/// A liquid staking protocol: ETH against a token that is worth a growing rate
/// of it, and a queue out of it. The protocol's oracle rate is used both ways,
/// rounded down; never a staking APR.
class SimulatedStaking : public SimulatedProtocol {
 public:
  /// stake: `size` of ETH for tokens at once, from `minimum_stake` on.
  /// unstake: `size` tokens into the exit queue. They leave at once for ETH at
  /// the rate of the request, which stands in the queue and reaches the wallet
  /// after `queue_maximum`: of the range that the protocol names, the end that
  /// nobody waits longer than. A request over `maximum_unstake` is split into
  /// several, all due at the same time.
  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const override;

 protected:
  /// `venue` is the protocol's account and its file in the configuration.
  SimulatedStaking(const ProtocolContext& context, std::string_view venue);

  [[nodiscard]] const Universe& universe() const { return universe_; }
  [[nodiscard]] const StakingSettings& settings() const { return settings_; }
  [[nodiscard]] AccountId account() const { return account_; }
  /// What the protocol holds of a token for the wallet: ETH in the queue, rewards not unwrapped yet.
  [[nodiscard]] InstrumentId kept(std::string_view token) const {
    return universe_.get(account_, PositionType::base_token, token);
  }

 private:
  [[nodiscard]] ProtocolAnswer stake(Amount underlying, const ChainState& state, const MarketSnapshot& market) const;
  [[nodiscard]] ProtocolAnswer unstake(Amount tokens, const ChainState& state, const MarketSnapshot& market) const;

  const Universe& universe_;
  const StakingSettings& settings_;
  AccountId account_;
  bool in_use_;  ///< whether this is the token the mode holds: the other one has no rate
};

}  // namespace basis
