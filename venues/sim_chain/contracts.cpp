#include "venues/sim_chain/contracts.hpp"

namespace basis::sim {

const OwnerCalls& owner_calls() {
  static const OwnerCalls kCalls;
  return kCalls;
}

}  // namespace basis::sim
