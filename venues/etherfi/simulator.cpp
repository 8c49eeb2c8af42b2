#include "venues/etherfi/simulator.hpp"

namespace basis {

SimulatedEtherFi::SimulatedEtherFi(const ProtocolContext& context) : SimulatedStaking(context, "etherfi") {}

}  // namespace basis
