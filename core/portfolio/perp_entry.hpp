#pragma once

#include "core/portfolio/ledger.hpp"

namespace basis {

/// The ledger entry that changes a perp position by `change` coins at the signed notional
/// `worth` in USDT, which the caller has rounded to the portfolio's disadvantage. An
/// increase adds `worth` to the entry cost. A reduction removes its share of the entry
/// cost and posts the realised P&L to `cash`. A change through zero is a broken invariant.
LedgerEntry perp_entry(UtcTime time, EntryKind kind, InstrumentId perp, InstrumentId cash, const Holding& held,
                       Amount change, Amount worth);

/// Appends the movements of such a change to `movements`. A change through zero closes the position first, at its share
/// of `worth`, and opens the rest.
void append_perp_change(std::vector<Movement>& movements, InstrumentId perp, InstrumentId cash, const Holding& held,
                        Amount change, Amount worth);

}  // namespace basis
