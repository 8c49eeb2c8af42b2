#pragma once

#include "venues/sim/staking.hpp"

namespace basis {

/// Lido behind the shared rules of liquid staking protocols; its token, minimums
/// and queue are in `configs/venues/lido.yaml`.
class SimulatedLido final : public SimulatedStaking {
 public:
  explicit SimulatedLido(const ProtocolContext& context);
};

}  // namespace basis
