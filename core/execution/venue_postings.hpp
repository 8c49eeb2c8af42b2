#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/execution/account_report.hpp"
#include "core/execution/order_effect.hpp"
#include "core/execution/posted_keys.hpp"
#include "core/portfolio/fill_entry.hpp"
#include "core/portfolio/portfolio_book.hpp"

namespace basis {

/// What a report did to the book.
struct Posted {
  std::vector<LedgerEntry> entries;        ///< in the order in which they were posted
  std::vector<ReconcileFinding> findings;  ///< other than `equal`
};

/// A transfer that left an account of ours.
struct KnownTransfer {
  VenueKey id;
  AccountId account;  ///< that it left
  InstrumentId token;
  Amount left;  ///< of `token`, in transit since it left
  TransferState state = TransferState::in_transit;
};
static_assert(sizeof(KnownTransfer) == 64 && std::is_trivially_copyable_v<KnownTransfer>);

/// What a journal keeps of the postings.
struct PostingsRecord {
  std::vector<PostingKey> keys;
  std::vector<KnownTransfer> transfers;
};

/// Turns what venues report into ledger entries and posts them, each once: fills, fees that came later, funding,
/// liquidations, ADL and payments of an insurance fund by their venue's id, transfers from the account they leave until
/// the one they arrive in; and compares balances and positions with the book. A closing by the venue is one posting
/// whether it is told as a fill or as an account report, whose id is that of the trade. Fills come as effects of the
/// `OrderTracker`, or as reports where there is no tracker.
class VenuePostings {
 public:
  static constexpr std::size_t kMostKeys = 100'000;

  VenuePostings(const Universe& universe, PortfolioBook& book) : universe_(universe), book_(book), keys_(kMostKeys) {}

  /// A fill of ours, or one with which the venue closed a position. Other effects post nothing. A fill of a stranger
  /// is not ours to explain: it shows as a difference of the position.
  Posted apply(const OrderEffect& effect, UtcTime now);
  /// A fill where there is no tracker; other reports post nothing.
  Posted apply(const OrderReport& report, UtcTime now);
  Posted apply(const AccountReport& report, UtcTime now);
  /// What a venue without reports was read to hold.
  Posted apply(const Observed& observed, UtcTime now);

  [[nodiscard]] PostingsRecord record() const;
  void restore(const PostingsRecord& record);

 private:
  struct Trade {
    MarketId market;
    VenueKey order;
    VenueKey trade;
    FillOrigin origin = FillOrigin::order;
    bool fee_known = false;
    AssetId fee_asset;
    FillTerms terms;  ///< without size: a fee that came later
  };
  void post(LedgerEntry entry, Posted& done);
  void post_trade(const Trade& trade, Posted& done, UtcTime now);
  [[nodiscard]] std::optional<InstrumentId> fee_token(const Trade& trade, const VenueKey& order, Posted& done);
  void note_foreign(const OrderEffect& effect);
  void post_funding(const AccountReport& report, Posted& done, UtcTime now);
  void post_insurance(const AccountReport& report, Posted& done, UtcTime now);
  void post_closing(const AccountReport& report, Posted& done, UtcTime now);
  void post_transfer(const AccountReport& report, Posted& done, UtcTime now);
  void leave(const AccountReport& report, InstrumentId token, Posted& done);
  void arrive(const AccountReport& report, InstrumentId token, Posted& done);
  void compare(const Observed& observed, Posted& done, UtcTime now);
  /// Compares a holding again that differed: what was posted may explain it.
  void compare_again(InstrumentId instrument, Posted& done, UtcTime now);
  /// The token of an asset in an account; a fault names what cannot be booked without it.
  [[nodiscard]] std::optional<InstrumentId> token_of(AccountId account, AssetId asset, const char* what, Posted& done);

  const Universe& universe_;
  PortfolioBook& book_;
  PostedKeys keys_;
  std::map<std::pair<AccountId, VenueKey>, KnownTransfer> transfers_;
};

}  // namespace basis
