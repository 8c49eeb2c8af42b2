#pragma once

#include <optional>

#include "venues/sim/marketplace.hpp"

namespace basis::sim {

/// Ether in USDT as simulated spot markets show it: Binance's middle of the book, else that of any other. Absent: no
/// such market has both sides.
std::optional<Price> ether_price(const Marketplace& markets);

}  // namespace basis::sim
