#pragma once

#include "venues/sim/protocol.hpp"

namespace basis {

/// A liquid staking protocol as one wallet sees it. A stake gives ETH / rate
/// tokens at the protocol's own oracle rate; a request to the exit queue burns
/// tokens for tokens * rate ETH, fixed then, which the wallet receives after the
/// longest usual wait (`queue_maximum`: the cautious end of the range).
class SimulatedStaking : public SimulatedProtocol {
 public:
  [[nodiscard]] ProtocolAnswer call(const ContractStep& step, const ChainState& state,
                                    const MarketSnapshot& market) const override;

 protected:
  /// `venue` is the staking venue's file name and account.
  SimulatedStaking(const ProtocolContext& context, std::string_view venue);

 private:
  [[nodiscard]] ProtocolAnswer stake(const ContractStep& step, const ChainState& state,
                                     const MarketSnapshot& market) const;
  [[nodiscard]] ProtocolAnswer unstake(const ContractStep& step, const ChainState& state,
                                       const MarketSnapshot& market) const;

  const Universe& universe_;
  const StakingSettings& settings_;
  std::string name_;
  InstrumentId coin_;   ///< the underlying in the wallet
  InstrumentId queue_;  ///< the underlying in the exit queue
};

}  // namespace basis
