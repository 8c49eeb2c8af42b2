#pragma once

#include "actors/live/session_venues.hpp"
#include "actors/messages.hpp"
#include "actors/run_context.hpp"

namespace basis {

/// A session -> its exchange's actor: a movement of money has ended.
struct MoneyEnded {
  std::string id;  ///< of the order
  MoneyMoved moved;
};

/// An exchange's account behind the execution interfaces of a live node.
using session_exchange_actor = venue_actor::extend<caf::reacts_to<MoneyEnded>>;

/// An account whose session trades it. It answers queries by what the session was told, and a transfer once the money
/// has arrived; what orders, funding and liquidations change comes as reports. `wallet` is null where there is none:
/// then what needs the chain is refused. Both outlive it.
session_exchange_actor::behavior_type session_exchange(session_exchange_actor::pointer self, const RunContext& context,
                                                       AccountId account, SessionVenues* venues, Wallet* wallet);

}  // namespace basis

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::MoneyEnded)
