#include "core/portfolio/pnl_account.hpp"

#include <algorithm>

#include "core/portfolio/valuation.hpp"

namespace basis {

Amount PnlAccount::of_touched(const LedgerEntry& entry, const MarketSnapshot& market, Worth worth) const {
  std::vector<InstrumentId> touched;
  for (const Movement& movement : entry.movements)
    for (const LedgerSide& side : {movement.from, movement.to})
      if (side.instrument() && std::find(touched.begin(), touched.end(), *side.instrument()) == touched.end())
        touched.push_back(*side.instrument());
  if (entry.flight && std::find(touched.begin(), touched.end(), entry.flight->to) == touched.end())
    touched.push_back(entry.flight->to);
  Amount sum;
  for (const InstrumentId id : touched) sum += worth(universe_, universe_[id], positions_[id.index()], market);
  return sum;
}

void PnlAccount::post(const LedgerEntry& entry, const MarketSnapshot& market) {
  if (entry.kind == EntryKind::funding && entry.movements.size() > 1) {
    // Posts each payment separately, because the change in value is added to one account.
    for (const Movement& movement : entry.movements) post({entry.time, entry.kind, {movement}}, market);
    return;
  }
  const bool swap = entry.kind == EntryKind::swap;
  const Amount before = of_touched(entry, market, value);
  const Amount before_over_market = swap ? of_touched(entry, market, over_market) : Amount{};
  apply_entry(entry, positions_);
  // What is on its way is owned where it goes to.
  if (entry.flight) {
    std::vector<Amount> on_the_way(positions_.size());
    apply_flight(entry, on_the_way);
    positions_ = owned(positions_, on_the_way);
  }
  const Amount change = of_touched(entry, market, value) - before;
  if (swap) swap_discount_ += of_touched(entry, market, over_market) - before_over_market;
  const auto name = attribution_of(entry.kind);
  (name ? attribution_[static_cast<std::size_t>(*name)] : capital_) += change;
  if (entry.kind == EntryKind::gas) gas_ -= change;
  if (entry.kind != EntryKind::funding) return;
  for (const Movement& movement : entry.movements)
    if (const auto& to = movement.to.instrument()) funding_by_account_[universe_[*to].account.index()] += change;
}

void PnlAccount::advance(const MarketPtr& market, const std::vector<LedgerEntry>& entries, const PositionSet& positions,
                         Amount equity) {
  if (market_ && market_ != market) attribute_market_move(universe_, positions_, *market_, *market, attribution_);
  market_ = market;
  for (const LedgerEntry& entry : entries) post(entry, *market);
  require(positions_ == positions, "the ledger entries do not lead to the reported positions");
  const Amount explained = capital_ + attribution_sum(attribution_);
  if (explained != equity)
    broken_invariant("attribution explains equity of " + explained.to_string() + ", the balance is " +
                     equity.to_string());
}

}  // namespace basis
