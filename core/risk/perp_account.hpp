#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/config/settings.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/holding.hpp"
#include "core/risk/account_liquidation.hpp"

namespace basis {

/// The open perps of one account at an exchange, with its cash. The references outlive it.
struct PerpAccount {
  const Universe& universe;
  const VenueSettings& venue;
  const PositionSet& positions;
  InstrumentId cash;
  std::vector<InstrumentId> perps;  ///< not empty

  [[nodiscard]] const MarketSettings& rules(std::size_t perp) const {
    return venue.perp.at(universe[perps[perp]].symbol);
  }
  [[nodiscard]] const Holding& held(std::size_t perp) const { return positions[perps[perp].index()]; }
};

/// Marks of an account's perps, in their order.
using PerpMarks = std::vector<Price>;

/// The account's open perps; absent when it has none.
std::optional<PerpAccount> open_perps(const Universe& universe, const Settings& settings, AccountId account,
                                      const PositionSet& positions);

/// Whether the account's balance is over the maintenance margin of its positions' tiers at these marks.
bool has_margin(const PerpAccount& account, const PerpMarks& marks);

/// Closes every perp of the account at its mark, with the liquidation fee. The insurance fund covers a balance that is
/// left below zero. `when` is added to the text of every closed perp.
AccountLiquidation close_perps(const PerpAccount& account, const PerpMarks& marks, UtcTime now, std::string_view when);

/// `liquidate_account` for an account whose open perps are known; one that has been closed since has margin.
AccountLiquidation liquidate_at_marks(const PerpAccount& account, const MarketSnapshot& market);

}  // namespace basis
