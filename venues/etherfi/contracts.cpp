#include "venues/etherfi/contracts.hpp"

namespace basis::etherfi {

const LiquidityPool& liquidity_pool() {
  static const LiquidityPool kFunctions;
  return kFunctions;
}

const WeEth& weeth() {
  static const WeEth kFunctions;
  return kFunctions;
}

const WithdrawRequests& withdraw_requests() {
  static const WithdrawRequests kFunctions;
  return kFunctions;
}

const RedemptionManager& redemption_manager() {
  static const RedemptionManager kFunctions;
  return kFunctions;
}

}  // namespace basis::etherfi
