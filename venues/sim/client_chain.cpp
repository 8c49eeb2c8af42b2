#include <fmt/format.h>

#include <algorithm>

#include "venues/sim/client_account.hpp"

// What a client has to do with a chain.

namespace basis::sim {

std::string transaction_of(const ClientMovement& movement) {
  if (movement.on_chain) return movement.transaction;
  return fmt::format("0x{:064x}", movement.number);
}

void ClientAccount::join_chain(std::string deposit_address, std::function<bool(std::string_view asset)> carries) {
  deposit_address_ = std::move(deposit_address);
  carried_ = std::move(carries);
}

ClientMovement* ClientAccount::movement(std::int64_t number) {
  const auto found = std::find_if(movements_.begin(), movements_.end(),
                                  [&](const ClientMovement& one) { return one.number == number; });
  return found == movements_.end() ? nullptr : &*found;
}

void ClientAccount::sent_on_chain(std::int64_t number, std::string transaction) {
  ClientMovement* const sent = movement(number);
  require(sent != nullptr && sent->waiting, "a movement that was sent waits for its chain");
  sent->transaction = std::move(transaction);
  ++changes_;
}

void ClientAccount::ended_on_chain(std::int64_t number, bool arrived, UtcTime now) {
  ClientMovement* const ended = movement(number);
  require(ended != nullptr && ended->waiting, "a movement that has ended waits for its chain");
  ended->waiting = false;
  ended->failed = !arrived;
  ended->due = now;
  ++changes_;
}

void ClientAccount::forget_movement(std::int64_t number) {
  std::erase_if(movements_, [&](const ClientMovement& one) { return one.number == number; });
  ++changes_;
}

}  // namespace basis::sim
