#include "core/portfolio/portfolio_book.hpp"

#include <algorithm>

namespace basis {

ReconcileFinding PortfolioBook::reconcile(const Observed& theirs, UtcTime now) {
  ReconcileFinding finding = reconciler_.compare(theirs, (*this)[theirs.instrument], now);
  if (finding.entry) post(*finding.entry);
  return finding;
}

std::optional<LedgerEntry> PortfolioBook::adopt(InstrumentId instrument, AdoptAs as, UtcTime now) {
  std::optional<LedgerEntry> entry = reconciler_.adopt(instrument, as, now);
  if (entry) post(*entry);
  return entry;
}

BookRecord PortfolioBook::record() const {
  BookRecord record{positions_, std::vector<Amount>(positions_.size()), reconciler_.used(), fees_, on_the_way_};
  for (const Instrument& instrument : universe_.instruments()) {
    const auto& all = universe_.instruments();
    const auto first = std::find_if(all.begin(), all.end(), [&](const Instrument& other) {
      return other.token == instrument.token && other.has_index == instrument.has_index &&
             (other.type == PositionType::perp) == (instrument.type == PositionType::perp);
    });
    if (first->id == instrument.id) record.in_transit[instrument.id.index()] = in_transit(instrument.id);
  }
  return record;
}

Result<void> PortfolioBook::restore(const BookRecord& record) {
  if (record.positions.size() != positions_.size() || record.in_transit.size() != positions_.size() ||
      record.used.size() != positions_.size() || record.fees.size() != fees_.size() ||
      (!record.on_the_way.empty() && record.on_the_way.size() != positions_.size()))
    return Error(ErrorKind::data, "the book was kept of " + std::to_string(record.positions.size()) +
                                      " instruments and " + std::to_string(record.fees.size()) +
                                      " assets, the mode has " + std::to_string(positions_.size()) + " and " +
                                      std::to_string(fees_.size()));
  // What is held came from the outside; from which side was told when it came.
  LedgerEntry held{UtcTime{}, EntryKind::capital, {}};
  for (std::size_t i = 0; i < positions_.size(); ++i) {
    const InstrumentId id{static_cast<std::uint16_t>(i)};
    const Holding& holding = record.positions[i];
    if (holding != Holding{}) held.movements.push_back({Outside::capital, id, holding.amount, holding.entry_cost});
    if (record.in_transit[i].is_zero()) continue;
    held.movements.push_back({Outside::capital, id, record.in_transit[i], Amount{}});
    held.movements.push_back({id, Outside::transit, record.in_transit[i], Amount{}});
  }
  post(held);
  reconciler_.restore_used(record.used);
  fees_ = record.fees;
  if (!record.on_the_way.empty()) on_the_way_ = record.on_the_way;
  return ok();
}

}  // namespace basis
