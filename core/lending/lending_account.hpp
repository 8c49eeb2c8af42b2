#pragma once

#include <optional>

#include "core/domain/holding.hpp"
#include "core/lending/lending_terms.hpp"
#include "core/market/snapshot.hpp"

namespace basis {

/// Collateral and debt of one lending account, in the share class at oracle
/// rates. HF = sum(C_i * LT_i) / sum(D_j), LTV = D / C (Aave v3).
struct LendingAccount {
  AccountId account;
  Amount collateral;
  Amount debt;        ///< positive
  Amount threshold;   ///< sum of collateral * liquidation threshold
  Amount borrowable;  ///< sum of collateral * LTV limit: the most debt a new loan may lead to

  /// Absent without debt.
  [[nodiscard]] std::optional<double> health_factor() const;
  /// Absent without collateral.
  [[nodiscard]] std::optional<double> ltv() const;
  /// Move of the collateral's price against the debt's that leads to HF 1, as a
  /// fraction; absent without debt.
  [[nodiscard]] std::optional<double> price_fall_to_liquidation() const;
  /// Whether HF is under `limit`, to the last unit; false without debt.
  [[nodiscard]] bool health_under(Ratio limit) const;
};

/// Measures the account the terms are of.
LendingAccount measure_lending(const Universe& universe, const LendingTerms& terms, const PositionSet& positions,
                               const MarketSnapshot& market);

}  // namespace basis
