#pragma once

#include <optional>
#include <string>

#include "core/config/settings.hpp"
#include "core/execution/order.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// Why the accounts of a transfer do not allow it, whatever they hold; empty when they do. The destination must know
/// the token. Money from outside arrives in an exchange's account of spot, and leaves from it; between the accounts of
/// one exchange it moves at once and for nothing.
std::string transfer_fault(const Universe& universe, const Order& order);

/// How long a transfer between two accounts takes: nothing inside one exchange, and nothing anywhere with
/// `execution.delays=none`. An exchange takes its time to send and to credit, the wallet to send.
Nanos transfer_delay(const Universe& universe, const Settings& settings, AccountId from, AccountId to);

/// The flight of a transfer order that is due later; absent: it is done at once.
std::optional<Flight> flight_of(const Universe& universe, const Order& order);

}  // namespace basis
