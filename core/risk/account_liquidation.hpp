#pragma once

#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "core/history/snapshot.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/ledger.hpp"

namespace basis {

/// One perp position that an exchange closed.
struct ClosedPerp {
  InstrumentId perp;
  std::string text;         ///< one line: size, price, fee
  double margin_ratio = 0;  ///< of the account at the closing prices, before it was closed: balance / notional
};

/// Result of the margin check of one account. Both lists are empty when the account has enough
/// margin.
struct AccountLiquidation {
  std::vector<LedgerEntry> entries;
  std::vector<ClosedPerp> closed;
};

/// Checks one account against the maintenance margin of its positions' tiers. When its balance is
/// at or under that margin, all its perps are closed at the mark price and the liquidation fee is
/// charged. The insurance fund covers a balance that is left below zero. `positions` covers all
/// instruments of the universe; only those of `account` are read.
AccountLiquidation liquidate_account(const Universe& universe, const Settings& settings, AccountId account,
                                     const PositionSet& positions, const MarketSnapshot& market);

}  // namespace basis
