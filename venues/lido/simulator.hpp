#pragma once

#include "venues/sim/staking.hpp"

namespace basis {

/// Lido: ETH -> wstETH and the withdrawal queue, whose requests are at most 1000 stETH each (docs.lido.fi,
/// WithdrawalQueueERC721). It pays no rewards besides the growing rate.
class SimulatedLido final : public SimulatedStaking {
 public:
  explicit SimulatedLido(const ProtocolContext& context);
};

}  // namespace basis
