#include "venues/lido/simulator.hpp"

namespace basis {

SimulatedLido::SimulatedLido(const ProtocolContext& context) : SimulatedStaking(context, "lido") {}

}  // namespace basis
