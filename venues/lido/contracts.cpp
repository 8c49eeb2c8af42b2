#include "venues/lido/contracts.hpp"

namespace basis::lido {

const StEth& steth() {
  static const StEth kFunctions;
  return kFunctions;
}

const WstEth& wsteth() {
  static const WstEth kFunctions;
  return kFunctions;
}

const WithdrawalQueue& withdrawal_queue() {
  static const WithdrawalQueue kFunctions;
  return kFunctions;
}

}  // namespace basis::lido
