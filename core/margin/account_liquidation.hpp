#pragma once

#include <string>
#include <vector>

#include "core/config/settings.hpp"
#include "core/domain/universe.hpp"
#include "core/ledger/ledger.hpp"
#include "core/market/snapshot.hpp"

namespace basis {

/// One perp position that an exchange closed.
struct ClosedPerp {
  InstrumentId perp;
  std::string text;  ///< one line: size, price, fee
};

/// What an exchange does to an account without margin; empty where it has enough.
struct AccountLiquidation {
  std::vector<LedgerEntry> entries;
  std::vector<ClosedPerp> closed;
};

/// An account at or under the maintenance margin of its positions' tiers has
/// all perps closed at mark with the liquidation fee; the insurance fund covers
/// what is left below zero. `positions` is full length; the account's are read.
AccountLiquidation liquidate_account(const Universe& universe, const Settings& settings, AccountId account,
                                     const PositionSet& positions, const MarketSnapshot& market);

}  // namespace basis
