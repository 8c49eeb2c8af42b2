#include "venues/alchemy/contracts.hpp"

namespace basis::alchemy {

const Weth& weth() {
  static const Weth kFunctions;
  return kFunctions;
}

const King& king() {
  static const King kFunctions;
  return kFunctions;
}

}  // namespace basis::alchemy
