#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/instruments/universe.hpp"
#include "core/portfolio/ledger.hpp"

namespace basis {

/// What a venue says is held. What a list of a venue does not contain has not changed; it is not zero, and not
/// observed.
struct Observed {
  InstrumentId instrument;
  Amount amount;
  std::optional<Amount> entry_cost{};  ///< perps: where it is to be compared, too
  Price price{};                       ///< perps: at which a difference is booked; zero: at our average entry
};

struct ReconcileRules {
  /// By instrument, in its units: how much a UTC day may differ without a person. Missing ones are zero.
  std::vector<Amount> tolerance{};
  /// How long a difference beyond it may last: the fill or payment that explains it may be on its way.
  Nanos grace{};
  /// The same where the fee of a fill that counts was not told so far: it has to be fetched.
  Nanos fee_grace{};
};

enum class ReconcileVerdict {
  equal,
  booked,    ///< within tolerance: `entry` is to be posted
  waiting,   ///< beyond it, and younger than the grace: fills and payments are to be fetched
  reducing,  ///< beyond it: only orders that reduce, until a person has looked
};
/// Lower-case name of a verdict.
std::string_view reconcile_verdict_name(ReconcileVerdict verdict);

struct ReconcileFinding {
  ReconcileVerdict verdict = ReconcileVerdict::equal;
  std::optional<InstrumentId> instrument;  ///< absent: of something that the mode does not hold
  std::optional<LedgerEntry> entry{};
  std::string text{};  ///< "binance:BaseToken:USDT is 100 in our book and 90 at the venue"
  bool again = false;  ///< reducing: the same was found before
};

/// How much of an instrument's tolerance a day has used up.
struct UsedTolerance {
  std::int64_t day = -1;  ///< number of the UTC day since 1970
  Amount amount;          ///< sum of the magnitudes that were booked
};

/// A difference that is not booked.
struct OpenDifference {
  Holding ours;
  Observed theirs;
  UtcTime since;
  bool told = false;  ///< the verdict was `reducing`
};

/// How a person explains a difference.
enum class AdoptAs { capital, unexplained };

/// Compares our book with what venues report, by rule. It posts nothing itself. An account whose query failed is not
/// known, which is not the same as flat.
class Reconciler {
 public:
  explicit Reconciler(const Universe& universe, ReconcileRules rules = {})
      : universe_(universe),
        rules_(std::move(rules)),
        known_(universe.accounts().size(), false),
        used_(universe.instruments().size()) {}

  /// Compares one observation with our holding. A difference within the day's tolerance comes back as an entry, which
  /// the caller posts; one beyond it is `waiting`, then `reducing`. One that has gone is forgotten.
  ReconcileFinding compare(const Observed& theirs, const Holding& ours, UtcTime now);
  /// Our holding has changed: a difference that this explains is forgotten. What is then left within the tolerance is
  /// booked when the venue tells of it again.
  void holding_changed(InstrumentId instrument, const Holding& ours) {
    if (!open_.empty()) forget_explained(instrument, ours);
  }
  /// The differences whose grace is over and that were not told, as `reducing`; each is told once.
  std::vector<ReconcileFinding> overdue(UtcTime now);
  /// Keeps what may explain a difference, now or later, such as a deposit that nobody announced: it stands in the text
  /// until the difference is adopted.
  void note(InstrumentId instrument, std::string text) { notes_.insert_or_assign(instrument, std::move(text)); }
  /// A movement of money into or out of an instrument is under way, which is booked when its end is told: until then a
  /// difference of it waits. Movements count.
  void movement_begins(InstrumentId instrument) { ++moving_[instrument]; }
  /// A difference that waited is forgotten: one that lasts is found anew, and has its grace again.
  void movement_ends(InstrumentId instrument);
  /// The fee of a fill was not told, and may be taken from this instrument. Fees count.
  void fee_owed(InstrumentId instrument) { ++fees_owed_[instrument]; }
  void fee_told(InstrumentId instrument);
  /// The entry that takes the venue's figure over, once a person has looked; absent without a difference.
  std::optional<LedgerEntry> adopt(InstrumentId instrument, AdoptAs as, UtcTime now);

  /// A difference that an earlier boot booked uses up the tolerance of its day.
  void count_booked(InstrumentId instrument, Amount difference, UtcTime time);

  /// Whether holdings of the account were downloaded, and since then no query of them failed.
  [[nodiscard]] bool known(AccountId account) const { return known_[account.index()]; }
  void set_known(AccountId account, bool known) { known_[account.index()] = known; }
  [[nodiscard]] const std::map<InstrumentId, OpenDifference>& differences() const { return open_; }
  /// By instrument; kept over a restart, so that restarts do not add up tolerances.
  [[nodiscard]] const std::vector<UsedTolerance>& used() const { return used_; }
  void restore_used(const std::vector<UsedTolerance>& used) { used_ = used; }

 private:
  void forget_explained(InstrumentId instrument, const Holding& ours);
  [[nodiscard]] bool within(InstrumentId instrument, Amount difference, UtcTime now);
  [[nodiscard]] bool lasts(const OpenDifference& open, UtcTime now) const;
  [[nodiscard]] std::string text_of(const OpenDifference& difference) const;

  const Universe& universe_;
  ReconcileRules rules_;
  std::vector<bool> known_;  ///< by account
  std::vector<UsedTolerance> used_;
  std::map<InstrumentId, OpenDifference> open_;
  std::map<InstrumentId, std::string> notes_;
  std::map<InstrumentId, std::size_t> moving_;     ///< movements under way
  std::map<InstrumentId, std::size_t> fees_owed_;  ///< fills whose fee is not known
};

}  // namespace basis
