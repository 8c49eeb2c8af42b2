#pragma once

#include <optional>
#include <vector>

#include "core/config/settings.hpp"
#include "core/history/snapshot.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/holding.hpp"

namespace basis {

/// Margin of one account that holds perps, in USDT.
struct AccountMargin {
  AccountId account;
  Amount cash;
  Amount balance;                                   ///< cash + unrealised P&L
  Amount notional;                                  ///< sum of |amount| * mark
  std::optional<double> margin_ratio;               ///< balance / notional; absent without a position
  std::optional<double> price_rise_to_liquidation;  ///< fraction; only for a net short account

  /// Whether the margin ratio is under `limit`. Compared in exact amounts; false without a
  /// position.
  [[nodiscard]] bool under(Ratio limit) const;
};

/// Computes the two ratios from the other fields of `margin`. `net` is the signed worth of its
/// perps; `maintenance` is what the exchange wants to be left, and `at_next_rates` what it would want if all
/// notional paid the rates of the tiers it is in.
void set_margin_ratios(AccountMargin& margin, Amount net, Amount maintenance, double at_next_rates);

/// The rules of each perp, by instrument; null for other instruments. Empty: no venue liquidates.
using PerpRules = std::vector<const MarketSettings*>;

/// Margin of every account that can hold perps, in account order. `price_rise_to_liquidation` is
/// the rise at which the account reaches the maintenance margin, as long as its perps stay in their tiers.
std::vector<AccountMargin> measure_margins(const Universe& universe, const PositionSet& positions,
                                           const MarketSnapshot& market, const PerpRules& rules);

}  // namespace basis
