#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "core/exposure/exposure.hpp"

namespace basis {

enum class RiskStatus : std::uint8_t { safe, warning, critical };
/// Lower-case name of a status.
std::string_view risk_status_name(RiskStatus status);

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

/// Wallet against its reserve target: at least the target, at least half of it, or less.
enum class ReserveStatus : std::uint8_t { adequate, low, critical };
std::string_view reserve_status_name(ReserveStatus status);

/// What the risk monitor says of one state.
struct RiskReport {
  RiskStatus status = RiskStatus::safe;
  std::vector<std::string> reasons;    ///< one line a breach, in a fixed order
  std::vector<AccountMargin> margins;  ///< accounts that can hold perps, in account order
  ReserveStatus reserve = ReserveStatus::adequate;
};

/// Limits the monitor is given; it knows no mode and no venue.
struct RiskLimits {
  MarginRatioSettings margin_ratio;
  Ratio delta_tolerance;  ///< of gross exposure
  Ratio reserve_ratio;    ///< of equity
  bool hedged = false;    ///< net delta is to be kept near zero
};

/// Assesses one state of the book.
RiskReport assess_risk(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market,
                       const Exposure& exposure, const RiskLimits& limits);

}  // namespace basis
