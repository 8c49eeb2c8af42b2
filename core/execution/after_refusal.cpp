#include "core/execution/after_refusal.hpp"

namespace basis {

std::string pointless_after(const Order& refused, const Order& next, const PortfolioView& portfolio) {
  if (next.type == ExecutionType::cex_trade) {
    const Amount before = portfolio.exposure.net_delta;
    const Amount after = next.buy ? before + next.size : before - next.size;
    return after.abs() < before.abs() ? "" : "another leg was refused, and this one alone is no hedge";
  }
  if (next.account != refused.account) return {};
  return portfolio.universe.name(next.account) + " refused the order before this one";
}

}  // namespace basis
