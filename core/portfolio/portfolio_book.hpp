#pragma once

#include "core/portfolio/ledger.hpp"
#include "core/portfolio/reconciler.hpp"

namespace basis {

/// What a journal keeps of a book.
struct BookRecord {
  PositionSet positions;
  std::vector<Amount> in_transit;    ///< by instrument: of its token, at the first instrument of the token
  std::vector<UsedTolerance> used;   ///< by instrument
  std::vector<Amount> fees;          ///< by asset
  std::vector<Amount> on_the_way{};  ///< by the instrument it goes to; empty: nothing
};

/// The one holder of holdings and ledger, in every world. Entries come from the simulated venues, or from what real
/// ones report (`VenuePostings` of core/execution); whatever changes a holding is posted here.
class PortfolioBook {
 public:
  explicit PortfolioBook(const Universe& universe, ReconcileRules rules = {})
      : universe_(universe),
        positions_(universe.instruments().size()),
        conservation_(universe),
        on_the_way_(universe.instruments().size()),
        reconciler_(universe, std::move(rules)),
        fees_(universe.assets().size()) {}

  /// Posts an entry to holdings and ledger. Throws `InvariantError` on overflow, and when it turns one token into
  /// another.
  void post(const LedgerEntry& entry) {
    apply_entry(entry, positions_);
    conservation_.record(entry);
    apply_flight(entry, on_the_way_);
    for (const Movement& moved : entry.movements)
      for (const LedgerSide& side : {moved.from, moved.to})
        if (side.instrument()) reconciler_.holding_changed(*side.instrument(), positions_[side.instrument()->index()]);
  }
  [[nodiscard]] const PositionSet& positions() const { return positions_; }
  [[nodiscard]] const Holding& operator[](InstrumentId id) const { return positions_[id.index()]; }
  /// Transfers with a known due time that have left and not arrived, by the instrument they go to.
  [[nodiscard]] const std::vector<Amount>& on_the_way() const { return on_the_way_; }
  /// Throws `InvariantError` unless holdings and outside sum to zero and nothing but `on_the_way` is left in transit.
  void check() const { conservation_.check(positions_, on_the_way_); }
  /// The same where a venue tells when a transfer arrives: what is in transit counts, wherever it goes.
  void check_balance() const { conservation_.check_balance(positions_); }
  [[nodiscard]] Amount in_transit(InstrumentId id) const { return conservation_.in_transit(id); }

  /// Compares a holding with what its venue reports. An entry within tolerance is posted.
  ReconcileFinding reconcile(const Observed& theirs, UtcTime now);
  /// Takes over the venue's figure of a difference that a person has looked at, and returns the entry; absent without a
  /// difference.
  std::optional<LedgerEntry> adopt(InstrumentId instrument, AdoptAs as, UtcTime now);
  [[nodiscard]] Reconciler& reconciler() { return reconciler_; }
  [[nodiscard]] const Reconciler& reconciler() const { return reconciler_; }

  /// Fees of all fills since the start, by asset; negative: rebates.
  [[nodiscard]] const std::vector<Amount>& fees() const { return fees_; }
  void add_fee(AssetId asset, Amount fee) { fees_[asset.index()] += fee; }

  [[nodiscard]] BookRecord record() const;
  /// Takes the state that a journal kept, into a new book. Data error: it is of another universe.
  Result<void> restore(const BookRecord& record);

 private:
  const Universe& universe_;
  PositionSet positions_;
  ConservationLedger conservation_;
  std::vector<Amount> on_the_way_;
  Reconciler reconciler_;
  std::vector<Amount> fees_;
};

}  // namespace basis
