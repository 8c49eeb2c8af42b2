#include "venues/aave_v3/contracts.hpp"

namespace basis::aave_v3 {

const Pool& pool() {
  static const Pool kFunctions;
  return kFunctions;
}

const ScaledToken& scaled_token() {
  static const ScaledToken kFunctions;
  return kFunctions;
}

const Oracle& oracle() {
  static const Oracle kFunctions;
  return kFunctions;
}

}  // namespace basis::aave_v3
