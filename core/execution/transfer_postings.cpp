#include "core/execution/venue_postings.hpp"

namespace basis {

/// A movement is known by its venue's id and account. What leaves is in transit until it is final at the other end;
/// what failed comes back.
void VenuePostings::post_transfer(const AccountReport& report, Posted& done, UtcTime now) {
  const auto token = token_of(report.account, report.asset, "a transfer", done);
  if (!token) return;
  require(report.id.known(), "a transfer without an id");
  report.amount.sign() < 0 ? leave(report, *token, done) : arrive(report, *token, done);
  compare_again(*token, done, now);
}

void VenuePostings::leave(const AccountReport& report, InstrumentId token, Posted& done) {
  const auto [at, is_new] = transfers_.try_emplace(
      {report.account, report.id}, KnownTransfer{report.id, report.account, token, -report.amount, report.state});
  KnownTransfer& transfer = at->second;
  const auto final = [](TransferState state) {
    return state == TransferState::failed || state == TransferState::cancelled;
  };
  if (is_new) {
    if (final(report.state)) return;  // it never left
    LedgerEntry entry{report.at_venue, EntryKind::transfer, {{token, Outside::transit, -report.amount, Amount{}}}};
    if (!report.fee.is_zero()) entry.movements.push_back({token, Outside::fee, report.fee, Amount{}});
    return post(std::move(entry), done);
  }
  // A final state does not change any more, and an earlier one that is told late turns nothing back.
  if (final(transfer.state) || transfer.state == TransferState::done) return;
  transfer.state = report.state;
  if (!final(report.state)) return;
  LedgerEntry entry{report.at_venue, EntryKind::transfer, {{Outside::transit, token, transfer.left, Amount{}}}};
  if (!report.fee.is_zero()) entry.movements.push_back({Outside::fee, token, report.fee, Amount{}});
  post(std::move(entry), done);
}

/// What arrives was in transit. What nobody sent is not booked: it shows as a difference, with its reason, until a
/// person adopts it.
void VenuePostings::arrive(const AccountReport& report, InstrumentId token, Posted& done) {
  if (report.state != TransferState::done) return;
  if (!keys_.add({PostingKey::Kind::arrival, report.account.value, report.id, {}})) return;
  if (book_.in_transit(token) < report.amount) {
    book_.reconciler().note(token, "a deposit of " + report.amount.to_string() + " " + universe_.name(report.asset) +
                                       " to " + universe_.name(report.account) + " that was not announced");
    return;
  }
  LedgerEntry entry{report.at_venue, EntryKind::transfer, {{Outside::transit, token, report.amount, Amount{}}}};
  if (!report.fee.is_zero()) entry.movements.push_back({token, Outside::fee, report.fee, Amount{}});
  post(std::move(entry), done);
}

}  // namespace basis
