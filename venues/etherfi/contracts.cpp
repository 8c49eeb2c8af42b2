#include "venues/etherfi/contracts.hpp"

namespace basis::etherfi {

const LiquidityPool& liquidity_pool() {
  static const LiquidityPool functions;
  return functions;
}

const WeEth& weeth() {
  static const WeEth functions;
  return functions;
}

const WithdrawRequests& withdraw_requests() {
  static const WithdrawRequests functions;
  return functions;
}

const RedemptionManager& redemption_manager() {
  static const RedemptionManager functions;
  return functions;
}

}  // namespace basis::etherfi
