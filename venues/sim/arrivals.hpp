#pragma once

#include <algorithm>
#include <vector>

#include "core/portfolio/ledger.hpp"

namespace basis {

/// What is on its way to a simulated account or wallet. The destination keeps it, and posts it at its first settlement
/// at or after the due time.
class Arrivals {
 public:
  void add(const Flight& flight, Amount amount) { coming_.push_back({flight, amount}); }

  /// The entries of what is due by `now`, in the order in which it was sent.
  [[nodiscard]] std::vector<LedgerEntry> due(UtcTime now) const {
    std::vector<LedgerEntry> entries;
    for (const Coming& one : coming_)
      if (one.flight.due <= now)
        entries.push_back({now, EntryKind::transfer, {{Outside::transit, one.flight.to, one.amount}}, one.flight});
    return entries;
  }
  /// Forgets what is due by `now`, once it is posted.
  void forget(UtcTime now) {
    std::erase_if(coming_, [&](const Coming& one) { return one.flight.due <= now; });
  }

 private:
  struct Coming {
    Flight flight;
    Amount amount;
  };
  std::vector<Coming> coming_;
};

}  // namespace basis
