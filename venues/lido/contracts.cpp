#include "venues/lido/contracts.hpp"

namespace basis::lido {

const StEth& steth() {
  static const StEth functions;
  return functions;
}

const WstEth& wsteth() {
  static const WstEth functions;
  return functions;
}

const WithdrawalQueue& withdrawal_queue() {
  static const WithdrawalQueue functions;
  return functions;
}

}  // namespace basis::lido
