#include "core/risk/lending_account.hpp"

#include "core/portfolio/valuation.hpp"

namespace basis {

std::optional<double> LendingAccount::health_factor() const {
  if (debt.sign() <= 0) return std::nullopt;
  return ratio(threshold, debt);
}

std::optional<double> LendingAccount::ltv() const {
  if (collateral.sign() <= 0) return std::nullopt;
  return ratio(debt, collateral);
}

std::optional<double> LendingAccount::price_fall_to_liquidation() const {
  if (debt.sign() <= 0) return std::nullopt;
  // threshold * (1 - x) = debt
  return threshold.sign() > 0 ? 1 - ratio(debt, threshold) : 0;
}

bool LendingAccount::health_under(Ratio limit) const { return threshold < mul(debt, limit, Rounding::ceil); }

LendingAccount measure_lending(const Universe& universe, const LendingTerms& terms, const PositionSet& positions,
                               const MarketSnapshot& market) {
  LendingAccount account;
  account.account = terms.account;
  for (const Instrument& instrument : universe.instruments()) {
    if (instrument.account != terms.account) continue;
    const Amount worth = value(universe, instrument, positions[instrument.id.index()], market);
    if (instrument.type == PositionType::debt_token) account.debt -= worth;
    const auto& collateral = terms.collateral[instrument.id.index()];
    if (!collateral) continue;
    account.collateral += worth;
    account.threshold += mul(worth, collateral->liquidation_threshold, Rounding::floor);
    account.borrowable += mul(worth, collateral->ltv, Rounding::floor);
  }
  return account;
}

}  // namespace basis
