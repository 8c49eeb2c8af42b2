#include "core/portfolio/perp_entry.hpp"

namespace basis {

LedgerEntry perp_entry(UtcTime time, EntryKind kind, InstrumentId perp, InstrumentId cash, const Holding& held,
                       Amount change, Amount worth) {
  LedgerEntry entry{time, kind, {}};
  const bool reduces = held.amount.sign() * change.sign() < 0;
  if (!reduces) {
    entry.movements.push_back({Outside::market, perp, change, worth});
    return entry;
  }
  require(change.abs() <= held.amount.abs(), "a reduction passes through zero");
  const Amount removed = scale(held.entry_cost, change.abs(), held.amount.abs(), Rounding::half_even);
  entry.movements.push_back({Outside::market, perp, change, -removed});
  entry.movements.push_back({Outside::market, cash, -worth - removed, Amount{}});
  return entry;
}

}  // namespace basis
