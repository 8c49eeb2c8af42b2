#include "core/execution/transfer_rules.hpp"

#include <algorithm>

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

Nanos transfer_delay(const Universe& universe, const Settings& settings, AccountId from, AccountId to) {
  if (settings.mode.execution.delays == DelayModel::none || from == to || universe.same_exchange(from, to)) return {};
  const auto delays_at = [&](AccountId account) -> const DelaySettings& {
    const bool wallet = universe.is_on_chain(account);
    const auto venue = std::ranges::find_if(settings.venues, [&](const auto& entry) {
      return wallet ? entry.second.kind == "wallet" : entry.first == universe.venue_of(account);
    });
    require(venue != settings.venues.end(), "a transfer touches an account without a venue");
    return venue->second.delays;
  };
  const DelaySettings& sends = delays_at(from);
  return (universe.is_on_chain(from) ? sends.call : sends.withdrawal) + delays_at(to).deposit;
}

std::optional<Flight> flight_of(const Universe& universe, const Order& order) {
  if (!order.due) return std::nullopt;
  const std::string& token = universe[order.instrument].token;
  return Flight{universe.get(order.destination, PositionType::base_token, token), *order.due};
}

}  // namespace basis
