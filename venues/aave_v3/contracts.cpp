#include "venues/aave_v3/contracts.hpp"

namespace basis::aave_v3 {

const Pool& pool() {
  static const Pool functions;
  return functions;
}

const ScaledToken& scaled_token() {
  static const ScaledToken functions;
  return functions;
}

const Oracle& oracle() {
  static const Oracle functions;
  return functions;
}

}  // namespace basis::aave_v3
