#pragma once

#include "venues/chain/abi_function.hpp"

namespace basis::morpho {

/// The contract `morpho` (morpho-blue 1.0.0, interfaces/IMorpho.sol).
struct Morpho {
  /// Calls `onMorphoFlashLoan(uint256,bytes)` of the caller, then takes the assets back.
  chain::Function flash_loan{"flashLoan(address token,uint256 assets,bytes data)"};
};
const Morpho& morpho();

}  // namespace basis::morpho
