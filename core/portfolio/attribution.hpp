#pragma once

#include "core/history/snapshot.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/attribution_names.hpp"
#include "core/portfolio/holding.hpp"
#include "core/portfolio/ledger.hpp"

namespace basis {

/// Splits the change in value of unchanged positions between two instants and adds the
/// components to `into`.
///
/// Each component is the difference of two rounded valuations along one path of states
/// (price, then index, then rate; for perps asset price, then the rest of the mark
/// price's move), so the components sum exactly to the change in value.
/// With U underlying, r rate, P price, D debt, q perp amount, M mark price, and 0 and 1
/// for the two instants: supply (U1-U0)*r0*P1, borrow -(D1-D0)*P1, staking
/// U1*(r1-r0)*P1, delta (U0*r0 - D0 + spot + q)*(P1-P0), basis q*((M1-M0)-(P1-P0)).
/// The price move of a reward token (an asset that is neither the share class, the
/// monitored asset nor the quote currency) is dust. The credit of a reward is
/// `staking_yield_rewards`.
void attribute_market_move(const Universe& universe, const PositionSet& positions, const MarketSnapshot& before,
                           const MarketSnapshot& after, AttributionAmounts& into);

/// The name that the change in value by a ledger entry is attributed to; absent for
/// capital paid in or out, which is no P&L. A liquidation's fees and penalties are `liquidation_pnl`,
/// and so is a debt that is written off or covered by an insurance fund.
std::optional<Attribution> attribution_of(EntryKind kind);

/// Sum over all names.
Amount attribution_sum(const AttributionAmounts& amounts);

}  // namespace basis
