#pragma once

#include "venues/sim/staking.hpp"

namespace basis {

/// EtherFi behind the shared rules of liquid staking protocols; its token, minimums
/// and queue are in `configs/venues/etherfi.yaml`.
class SimulatedEtherFi final : public SimulatedStaking {
 public:
  explicit SimulatedEtherFi(const ProtocolContext& context);
};

}  // namespace basis
