#include "core/execution/venue_postings.hpp"

#include <array>

namespace basis {
namespace {

using Kind = PostingKey::Kind;

/// A key of the hour that a payment belongs to: a venue's stream and its list may differ by seconds.
VenueKey hour_of(UtcTime time) { return VenueKey::of(time.snap(kHour).nanos()); }

}  // namespace

void VenuePostings::post(LedgerEntry entry, Posted& done) {
  book_.post(entry);
  done.entries.push_back(std::move(entry));
}

std::optional<InstrumentId> VenuePostings::token_of(AccountId account, AssetId asset, const char* what, Posted& done) {
  const auto found = universe_.find(account, PositionType::base_token, universe_.name(asset));
  if (!found)
    done.findings.push_back({ReconcileVerdict::reducing,
                             {},
                             {},
                             std::string(what) + " in " + universe_.name(asset) + " at " + universe_.name(account) +
                                 " cannot be booked: the mode does not hold it there"});
  return found;
}

Posted VenuePostings::apply(const OrderEffect& effect, UtcTime now) {
  Posted done;
  if (effect.kind == EffectKind::foreign && effect.trade.known()) note_foreign(effect);
  if (effect.kind != EffectKind::filled && effect.kind != EffectKind::venue_fill) return done;
  Trade trade{effect.market,
              effect.order,
              effect.trade,
              effect.origin,
              effect.fee_known,
              effect.fee_asset,
              {effect.at_venue, effect.side == OrderSide::buy, effect.size, effect.price, effect.fee}};
  post_trade(trade, done, now);
  return done;
}

Posted VenuePostings::apply(const OrderReport& report, UtcTime now) {
  Posted done;
  if (report.kind != ReportKind::fill) return done;
  Trade trade{report.market,
              report.order,
              report.trade,
              report.origin,
              report.fee_known,
              report.fee_asset,
              {report.at_venue, report.side == OrderSide::buy, report.size, report.price, report.fee}};
  post_trade(trade, done, now);
  return done;
}

Posted VenuePostings::apply(const Observed& observed, UtcTime now) {
  Posted done;
  compare(observed, done, now);
  return done;
}

void VenuePostings::note_foreign(const OrderEffect& effect) {
  const auto& position = universe_[effect.market].position;
  if (!position) return;
  book_.reconciler().note(*position, std::string("an order that is not ours ") +
                                         (effect.side == OrderSide::buy ? "bought " : "sold ") +
                                         effect.size.to_string());
}

/// Posts a fill the first time it is told, and its fee the first time that is told.
void VenuePostings::post_trade(const Trade& trade, Posted& done, UtcTime now) {
  const Market& market = universe_[trade.market];
  require(market.position && market.cash, "a fill of a market that is only followed");
  const bool closing = trade.origin != FillOrigin::order;
  const VenueKey order = closing ? VenueKey{} : trade.order;
  const bool is_new = !trade.terms.size.is_zero() && keys_.add({Kind::fill, trade.market.value, order, trade.trade});
  if (is_new) {
    FillTerms terms = trade.terms;
    terms.fee = Amount{};
    static constexpr std::array<EntryKind, 3> kKinds = {EntryKind::trade, EntryKind::liquidation,
                                                        EntryKind::deleveraging};
    const EntryKind kind = kKinds[static_cast<std::size_t>(trade.origin)];
    LedgerEntry entry = fill_entry(market, book_[*market.position], terms, kind);
    if (const auto token = fee_token(trade, order, done))
      entry.movements.push_back({*token, Outside::fee, trade.terms.fee, Amount{}});
    post(std::move(entry), done);
    if (!trade.fee_known) book_.reconciler().fee_owed(*market.cash);
  } else if (keys_.contains({Kind::fill, trade.market.value, order, trade.trade})) {
    if (trade.fee_known && !keys_.contains({Kind::fee, trade.market.value, order, trade.trade}))
      book_.reconciler().fee_told(*market.cash);
    if (const auto token = fee_token(trade, order, done))
      post({trade.terms.time, EntryKind::trade, {{*token, Outside::fee, trade.terms.fee, Amount{}}}}, done);
  }
  compare_again(*market.position, done, now);
  compare_again(*market.cash, done, now);
}

/// What the fee of a trade is taken from, the first time it is told; it is counted then.
std::optional<InstrumentId> VenuePostings::fee_token(const Trade& trade, const VenueKey& order, Posted& done) {
  if (!trade.fee_known || trade.terms.fee.is_zero()) return std::nullopt;
  if (!keys_.add({Kind::fee, trade.market.value, order, trade.trade})) return std::nullopt;
  const auto token = token_of(*universe_[trade.market].account, trade.fee_asset, "a fee", done);
  if (token) book_.add_fee(trade.fee_asset, trade.terms.fee);
  return token;
}

Posted VenuePostings::apply(const AccountReport& report, UtcTime now) {
  Posted done;
  switch (report.kind) {
    case AccountReportKind::balance:
      if (const auto token = universe_.find(report.account, PositionType::base_token, universe_.name(report.asset)))
        compare({*token, report.amount}, done, now);
      break;
    case AccountReportKind::position:
      if (const auto& position = universe_[report.market].position)
        compare({*position, report.amount, std::nullopt, report.price}, done, now);
      break;
    case AccountReportKind::funding: post_funding(report, done, now); break;
    case AccountReportKind::liquidation:
    case AccountReportKind::deleveraging: post_closing(report, done, now); break;
    case AccountReportKind::transfer: post_transfer(report, done, now); break;
    case AccountReportKind::insurance: post_insurance(report, done, now); break;
  }
  return done;
}

void VenuePostings::compare(const Observed& observed, Posted& done, UtcTime now) {
  ReconcileFinding finding = book_.reconcile(observed, now);
  if (finding.entry) done.entries.push_back(*finding.entry);
  if (finding.verdict != ReconcileVerdict::equal) done.findings.push_back(std::move(finding));
}

void VenuePostings::compare_again(InstrumentId instrument, Posted& done, UtcTime now) {
  const auto& open = book_.reconciler().differences();
  if (const auto found = open.find(instrument); found != open.end()) compare(Observed(found->second.theirs), done, now);
}

/// A payment counts once by its venue's id. A stream that tells no id is joined with the list that does by market and
/// hour.
void VenuePostings::post_funding(const AccountReport& report, Posted& done, UtcTime now) {
  const auto token = token_of(report.account, report.asset, "funding", done);
  if (!token) return;
  const VenueKey hour = hour_of(report.at_venue);
  const PostingKey of_stream{Kind::stream_hour, report.market.value, hour, {}};
  const PostingKey of_list{Kind::list_hour, report.market.value, hour, {}};
  if (report.id.known()) {
    if (!keys_.add({Kind::funding, report.market.value, report.id, {}}) || keys_.contains(of_stream)) return;
    keys_.add(of_list);
  } else if (keys_.contains(of_list) || !keys_.add(of_stream)) {
    return;
  }
  post({report.at_venue, EntryKind::funding, {{Outside::funding, *token, report.amount, Amount{}}}}, done);
  compare_again(*token, done, now);
}

/// The venue closed some of a position. It is the same as a fill with its id as trade id, whichever is told first.
void VenuePostings::post_closing(const AccountReport& report, Posted& done, UtcTime now) {
  const Quantity size = quantity_of(report.amount.abs(), Rounding::floor);
  require(amount_of(size) == report.amount.abs(), "a closing is finer than 1e-8 coins");
  Trade trade;
  trade.market = report.market;
  trade.trade = report.id;
  trade.origin = report.kind == AccountReportKind::liquidation ? FillOrigin::liquidation : FillOrigin::deleveraging;
  trade.fee_known = true;
  trade.fee_asset = report.asset;
  trade.terms.time = report.at_venue;
  trade.terms.buy = report.amount.sign() > 0;
  trade.terms.size = size;
  trade.terms.price = report.price;
  trade.terms.fee = report.fee;
  if (trade.terms.size.is_zero() || report.price.is_zero()) return;
  post_trade(trade, done, now);
}

/// What the insurance fund pays belongs to the liquidation before it.
void VenuePostings::post_insurance(const AccountReport& report, Posted& done, UtcTime now) {
  const auto token = token_of(report.account, report.asset, "a payment of the insurance fund", done);
  if (!token || !keys_.add({Kind::insurance, report.account.value, report.id, {}})) return;
  post({report.at_venue, EntryKind::liquidation, {{Outside::insurance, *token, report.amount, Amount{}}}}, done);
  compare_again(*token, done, now);
}

PostingsRecord VenuePostings::record() const {
  PostingsRecord record{{keys_.all().begin(), keys_.all().end()}, {}};
  for (const auto& [id, transfer] : transfers_) record.transfers.push_back(transfer);
  return record;
}

void VenuePostings::restore(const PostingsRecord& record) {
  for (const PostingKey& key : record.keys) keys_.add(key);
  for (const KnownTransfer& transfer : record.transfers)
    transfers_.emplace(std::pair(transfer.account, transfer.id), transfer);
}

}  // namespace basis
