#include "core/portfolio/perp_entry.hpp"

namespace basis {

namespace {

void append_increase(std::vector<Movement>& movements, InstrumentId perp, Amount change, Amount worth) {
  movements.push_back({Outside::market, perp, change, worth});
}

void append_reduction(std::vector<Movement>& movements, InstrumentId perp, InstrumentId cash, const Holding& held,
                      Amount change, Amount worth) {
  const Amount removed = scale(held.entry_cost, change.abs(), held.amount.abs(), Rounding::half_even);
  movements.push_back({Outside::market, perp, change, -removed});
  movements.push_back({Outside::market, cash, -worth - removed, Amount{}});
}

}  // namespace

LedgerEntry perp_entry(UtcTime time, EntryKind kind, InstrumentId perp, InstrumentId cash, const Holding& held,
                       Amount change, Amount worth) {
  const bool reduces = held.amount.sign() * change.sign() < 0;
  require(!reduces || change.abs() <= held.amount.abs(), "a reduction passes through zero");
  LedgerEntry entry{time, kind, {}};
  append_perp_change(entry.movements, perp, cash, held, change, worth);
  return entry;
}

void append_perp_change(std::vector<Movement>& movements, InstrumentId perp, InstrumentId cash, const Holding& held,
                        Amount change, Amount worth) {
  if (held.amount.sign() * change.sign() >= 0) return append_increase(movements, perp, change, worth);
  if (change.abs() <= held.amount.abs()) return append_reduction(movements, perp, cash, held, change, worth);
  const Amount closed_worth = scale(worth, held.amount.abs(), change.abs(), Rounding::half_even);
  append_reduction(movements, perp, cash, held, -held.amount, closed_worth);
  append_increase(movements, perp, change + held.amount, worth - closed_worth);
}

}  // namespace basis
