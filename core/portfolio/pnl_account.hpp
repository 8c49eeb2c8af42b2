#pragma once

#include "core/history/snapshot.hpp"
#include "core/portfolio/attribution.hpp"

namespace basis {

/// What a journal keeps of an account: the last state, and the sums up to it.
struct PnlRecord {
  MarketPtr market;
  PositionSet positions;
  AttributionAmounts attribution{};
  Amount capital;
  Amount gas;
  Amount swap_discount;
  std::vector<Amount> funding_by_account;  ///< by AccountId
};

/// Attributes every change of a portfolio's equity from state to state: first the market
/// move on unchanged positions, then each ledger entry.
class PnlAccount {
 public:
  explicit PnlAccount(const Universe& universe)
      : universe_(universe),
        positions_(universe.instruments().size()),
        funding_by_account_(universe.accounts().size()) {}

  /// Advances to `market`, then posts `entries`. Throws `InvariantError` when the result
  /// differs from `positions`, or when capital and attribution do not sum exactly to
  /// `equity`.
  void advance(const MarketPtr& market, const std::vector<LedgerEntry>& entries, const PositionSet& positions,
               Amount equity);

  /// Cumulative since the start, in the share class; the same holds for the functions below.
  [[nodiscard]] const AttributionAmounts& attribution() const { return attribution_; }
  [[nodiscard]] Amount capital() const { return capital_; }
  [[nodiscard]] Amount gas() const { return gas_; }
  /// What swaps of staked tokens made of the distance between oracle and market rate, signed like P&L: negative for a
  /// sale under the oracle rate. It is a part of `transaction_costs`.
  [[nodiscard]] Amount swap_discount() const { return swap_discount_; }
  [[nodiscard]] const std::vector<Amount>& funding_by_account() const { return funding_by_account_; }

  [[nodiscard]] PnlRecord record() const {
    return {market_, positions_, attribution_, capital_, gas_, swap_discount_, funding_by_account_};
  }
  /// Takes the state that a journal kept, into a new account of the same universe.
  void restore(const PnlRecord& record) {
    market_ = record.market;
    positions_ = record.positions;
    attribution_ = record.attribution;
    capital_ = record.capital;
    gas_ = record.gas;
    swap_discount_ = record.swap_discount;
    funding_by_account_ = record.funding_by_account;
  }

 private:
  void post(const LedgerEntry& entry, const MarketSnapshot& market);
  /// The sum of `worth` over the holdings that an entry changes.
  using Worth = Amount (*)(const Universe&, const Instrument&, const Holding&, const MarketSnapshot&);
  [[nodiscard]] Amount of_touched(const LedgerEntry& entry, const MarketSnapshot& market, Worth worth) const;

  const Universe& universe_;
  MarketPtr market_;
  PositionSet positions_;
  AttributionAmounts attribution_{};
  Amount capital_;
  Amount gas_;
  Amount swap_discount_;
  std::vector<Amount> funding_by_account_;
};

}  // namespace basis
