#include "core/execution/after_refusal.hpp"

namespace basis {

std::string pointless_after(const Order& refused, const Order& next, const PortfolioView& portfolio) {
  if (next.type == ExecutionType::cex_trade) {
    const Amount before = portfolio.exposure.net_delta;
    const Amount after = next.buy ? before + next.size : before - next.size;
    return after.abs() < before.abs() ? "" : "another leg was refused, and this one alone is no hedge";
  }
  const Universe& universe = portfolio.universe;
  const bool both_move = refused.type == ExecutionType::wallet_transfer && next.type == ExecutionType::wallet_transfer;
  if (both_move && next.account == refused.destination && universe.same_exchange(next.account, next.destination))
    return universe.name(next.account) + " did not get the cash that this one passes on";
  if (universe.venue_of(next.account) != universe.venue_of(refused.account)) return {};
  return universe.name(refused.account) + " refused the order before this one";
}

}  // namespace basis
