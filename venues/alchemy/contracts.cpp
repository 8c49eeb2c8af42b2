#include "venues/alchemy/contracts.hpp"

namespace basis::alchemy {

const Weth& weth() {
  static const Weth functions;
  return functions;
}

const King& king() {
  static const King functions;
  return functions;
}

}  // namespace basis::alchemy
