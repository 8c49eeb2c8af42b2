#pragma once

#include "venues/chain/revert.hpp"

namespace basis {

/// Names the custom errors of all contracts that are called.
const chain::RevertReader& contract_reverts();

}  // namespace basis
