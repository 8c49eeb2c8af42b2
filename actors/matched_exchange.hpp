#pragma once

#include "actors/drivers/replay_venues.hpp"
#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// An account of an exchange whose orders are matched on recorded books. It answers transfers and queries; what its
/// orders, funding and liquidations change is told as reports. `venues` outlives it.
venue_actor::behavior_type matched_exchange(venue_actor::pointer self, const RunContext& context, AccountId account,
                                            ReplayVenues* venues);

}  // namespace basis
