#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/portfolio/exposure.hpp"
#include "core/risk/account_margin.hpp"
#include "core/risk/lending_account.hpp"
#include "core/risk/risk_limits.hpp"
#include "core/risk/spreads.hpp"

namespace basis {

enum class RiskStatus : std::uint8_t { safe, warning, critical };
/// Lower-case name of a status.
std::string_view risk_status_name(RiskStatus status);

/// Wallet compared with its reserve target: at least the target, at least half of it, or less.
enum class ReserveStatus : std::uint8_t { adequate, low, critical };
std::string_view reserve_status_name(ReserveStatus status);

/// What the risk monitor reports of one state.
struct RiskReport {
  RiskStatus status = RiskStatus::safe;
  std::vector<std::string> reasons;     ///< one line for each breach, in a fixed order
  std::vector<AccountMargin> margins;   ///< accounts that can hold perps, in account order
  std::vector<LendingAccount> lending;  ///< accounts that can have debt, in account order
  std::vector<Spread> stake_spreads;    ///< one for each staked token held; loss at `kStakeSpreadShock`
  std::vector<Spread> basis_spreads;    ///< one for each perp held; loss at `kBasisShock`
  ReserveStatus reserve = ReserveStatus::adequate;
};

/// The lowest health factor of all accounts; absent without debt.
std::optional<double> least_health_factor(const RiskReport& report);
/// The highest loan-to-value of all accounts; absent without collateral.
std::optional<double> largest_ltv(const RiskReport& report);

/// Assesses one state of the portfolio.
RiskReport assess_risk(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market,
                       const Exposure& exposure, const RiskLimits& limits);

}  // namespace basis
