#include "core/execution/transfer_rules.hpp"

namespace basis {
namespace {

/// The account of spot where it is another one than this; null for the wallet.
const std::string* other_door(const Universe& universe, AccountId account) {
  const ExchangeAccounts* exchange = universe.exchange(universe.venue_of(account));
  if (exchange == nullptr || !exchange->spot || exchange->spot == account) return nullptr;
  return &universe.name(*exchange->spot);
}

}  // namespace

std::string transfer_fault(const Universe& universe, const Order& order) {
  const std::string& token = universe[order.instrument].token;
  if (!universe.find(order.destination, PositionType::base_token, token))
    return universe.name(order.destination) + " takes no " + token;
  if (universe.same_exchange(order.account, order.destination)) return {};
  if (const std::string* door = other_door(universe, order.account))
    return universe.name(order.account) + " sends nothing out; withdrawals leave from " + *door;
  if (const std::string* door = other_door(universe, order.destination))
    return universe.name(order.destination) + " takes nothing from outside; deposits arrive in " + *door;
  return {};
}

}  // namespace basis
