#pragma once

#include "core/market/snapshot.hpp"
#include "core/pnl/attribution.hpp"

namespace basis {

/// Follows a book from view to view and explains every change of its equity:
/// first the market's move on unchanged positions, then each ledger entry.
class PnlAccount {
 public:
  explicit PnlAccount(const Universe& universe)
      : universe_(universe),
        positions_(universe.instruments().size()),
        funding_by_account_(universe.accounts().size()) {}

  /// Takes the book to `positions` at `market` through `entries`. Throws
  /// `InvariantError` when the entries do not lead there, or when attribution
  /// and balance P&L differ by as little as one unit.
  void advance(const MarketPtr& market, const std::vector<LedgerEntry>& entries, const PositionSet& positions,
               Amount equity);

  /// Cumulative, in the share class.
  [[nodiscard]] const AttributionAmounts& attribution() const { return attribution_; }
  [[nodiscard]] Amount capital() const { return capital_; }
  [[nodiscard]] Amount gas() const { return gas_; }
  [[nodiscard]] const std::vector<Amount>& funding_by_account() const { return funding_by_account_; }

 private:
  void book(const LedgerEntry& entry, const MarketSnapshot& market);
  [[nodiscard]] Amount worth_of_touched(const LedgerEntry& entry, const MarketSnapshot& market) const;

  const Universe& universe_;
  MarketPtr market_;
  PositionSet positions_;
  AttributionAmounts attribution_{};
  Amount capital_;
  Amount gas_;
  std::vector<Amount> funding_by_account_;
};

}  // namespace basis
