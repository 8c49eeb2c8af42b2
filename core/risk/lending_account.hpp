#pragma once

#include <optional>

#include "core/history/snapshot.hpp"
#include "core/portfolio/holding.hpp"
#include "core/risk/lending_terms.hpp"

namespace basis {

/// Collateral and debt of one lending account, in the share class at oracle
/// rates. HF = sum(C_i * LT_i) / sum(D_j), LTV = D / C (Aave v3).
struct LendingAccount {
  AccountId account;
  Amount collateral;
  Amount debt;        ///< positive
  Amount threshold;   ///< sum of collateral * liquidation threshold
  Amount borrowable;  ///< sum of collateral * LTV limit: the largest debt after a new loan

  /// Absent without debt.
  [[nodiscard]] std::optional<double> health_factor() const;
  /// Absent without collateral.
  [[nodiscard]] std::optional<double> ltv() const;
  /// Fall of the collateral's price against the debt's at which HF is 1, as a fraction. Absent
  /// without debt.
  [[nodiscard]] std::optional<double> price_fall_to_liquidation() const;
  /// Whether HF is under `limit`. Compared in exact amounts; false without debt.
  [[nodiscard]] bool health_under(Ratio limit) const;
};

/// Measures the account that `terms` belong to.
LendingAccount measure_lending(const Universe& universe, const LendingTerms& terms, const PositionSet& positions,
                               const MarketSnapshot& market);

}  // namespace basis
