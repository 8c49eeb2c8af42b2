#pragma once

#include "core/ledger/ledger.hpp"

namespace basis {

/// The entry that takes a perp position by `change` coins at a signed notional
/// `worth` (rounded against us). An increase adds to the entry cost; a
/// reduction realises its share of it into `cash`. A change through zero is a
/// broken invariant.
LedgerEntry perp_entry(UtcTime time, EntryKind kind, InstrumentId perp, InstrumentId cash, const Holding& held,
                       Amount change, Amount worth);

}  // namespace basis
