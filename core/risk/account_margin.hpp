#pragma once

#include <optional>
#include <vector>

#include "core/config/settings.hpp"
#include "core/domain/holding.hpp"
#include "core/domain/universe.hpp"
#include "core/market/snapshot.hpp"

namespace basis {

/// Margin of one account that holds perps, in USDT.
struct AccountMargin {
  AccountId account;
  Amount cash;
  Amount balance;                                   ///< cash + unrealised P&L
  Amount notional;                                  ///< sum of |amount| * mark
  std::optional<double> margin_ratio;               ///< balance / notional; absent without a position
  std::optional<double> price_rise_to_liquidation;  ///< fraction, for a net short account

  /// Whether the margin ratio is under `limit`, to the last unit; false without a position.
  [[nodiscard]] bool under(Ratio limit) const;
};

/// Fills in the two ratios from what else stands in `margin`; `net` is the signed worth
/// of its perps and `liquidation` the ratio the price rise leads to.
void set_margin_ratios(AccountMargin& margin, Amount net, Ratio liquidation);

/// Margin of every account that can hold perps, in account order. The price
/// rise is the one that leads to `limits.liquidation`.
std::vector<AccountMargin> measure_margins(const Universe& universe, const PositionSet& positions,
                                           const MarketSnapshot& market, const MarginRatioSettings& limits);

}  // namespace basis
