#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "core/base/types.hpp"

namespace basis {

/// The names that P&L is attributed to, in the order of all result files.
enum class Attribution : std::uint8_t {
  supply_yield,
  borrow_costs,
  staking_yield_oracle,
  staking_yield_rewards,
  funding_pnl,
  delta_pnl,
  basis_pnl,
  dust_pnl,
  liquidation_pnl,
  transaction_costs,
  unexplained_pnl,  ///< what a venue reports and no entry explains; zero in simulation
};
inline constexpr std::size_t kAttributionCount = 11;
inline constexpr std::array<std::string_view, kAttributionCount> kAttributionNames = {
    "supply_yield", "borrow_costs", "staking_yield_oracle", "staking_yield_rewards", "funding_pnl",    "delta_pnl",
    "basis_pnl",    "dust_pnl",     "liquidation_pnl",      "transaction_costs",     "unexplained_pnl"};

/// One amount per attribution name, in the share class.
using AttributionAmounts = std::array<Amount, kAttributionCount>;

}  // namespace basis
