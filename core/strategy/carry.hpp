#pragma once

#include <string>

#include "core/execution/portfolio_view.hpp"

namespace basis {

/// What a hedge earns at present, weighted by `hedge_allocation`. Positive: the shorts receive it.
struct CarryFigures {
  std::string unknown{};          ///< key of a perp whose funding rate is not known; then only the basis is of use
  Ray funding_per_8h{};           ///< the last settled rates, each as of eight hours
  double funding_annual_bps = 0;  ///< the same, per year of 365 days, of the notional
  double basis_bps = 0;           ///< (mark of the perp - price of the asset) / price of the asset
};

/// Perps without a share of the hedge are left out.
CarryFigures measure_carry(const PortfolioView& portfolio, const ModeSettings& mode);

/// What entering and leaving cost of the notional, per year, when it is written off over `horizon`. Zero without a
/// notional.
double cost_annual_bps(Amount cost, Amount notional, Nanos horizon);

/// Why the entry gate is shut; empty when it is open. `cost` is that of entering and leaving, of this notional, both in
/// USDT.
std::string entry_gate_fault(const CarryFigures& carry, const EntryGateSettings& gate, Amount cost, Amount notional);

}  // namespace basis
