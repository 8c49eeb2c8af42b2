#pragma once

#include <string>

#include "core/execution/order.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// Why the accounts of a transfer do not allow it, whatever they hold; empty when they do. The destination must know
/// the token. Money from outside arrives in an exchange's account of spot, and leaves from it; between the accounts of
/// one exchange it moves at once and for nothing.
std::string transfer_fault(const Universe& universe, const Order& order);

}  // namespace basis
