#pragma once

#include "core/domain/holding.hpp"
#include "core/domain/universe.hpp"
#include "core/ledger/ledger.hpp"
#include "core/market/snapshot.hpp"
#include "core/results/run_record.hpp"

namespace basis {

/// Splits the change of worth of unchanged positions between two instants.
///
/// Each component is the difference of two rounded valuations along one path
/// of states (price, then index, then rate; for perps asset price, then the
/// mark's own move), so the components sum to the change of worth exactly.
/// With U underlying, r rate, P price, D debt, q perp amount, M mark:
/// supply (U1-U0)*r0*P1, borrow -(D1-D0)*P1, staking U1*(r1-r0)*P1,
/// delta (U0*r0 - D0 + spot + q)*(P1-P0), basis q*((M1-M0)-(P1-P0)). The price
/// move of a reward token, an asset that is neither share class, watched asset
/// nor quote, is dust; its credit is `staking_yield_rewards`.
void attribute_market_move(const Universe& universe, const PositionSet& positions, const MarketSnapshot& before,
                           const MarketSnapshot& after, AttributionAmounts& into);

/// Which name the change of worth through a ledger entry goes to; absent for
/// capital paid in or out, which is no P&L.
std::optional<Attribution> attribution_of(EntryKind kind);

/// Sum over all names.
Amount attribution_sum(const AttributionAmounts& amounts);

}  // namespace basis
