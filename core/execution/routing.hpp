#pragma once

#include "core/config/settings.hpp"
#include "core/domain/instruction.hpp"
#include "core/domain/universe.hpp"

namespace basis {

/// The staking venue that `lst_type` chooses; a mode without one is a broken invariant.
const VenueSettings& staking_venue(const Settings& settings);

/// Where an action is carried out by the mode's routing table. Actions that
/// go with another follow it: a flash loan's repayment, a wallet's own calls,
/// the eMode of the account that is supplied.
AccountId routed_account(const Universe& universe, const Settings& settings, ActionType action);

/// What an action on `token` changes: the aToken of a supply, the debt of a
/// borrow, the staked token of a stake, the token itself elsewhere.
InstrumentId routed_instrument(const Universe& universe, const Settings& settings, ActionType action,
                               std::string_view token);

}  // namespace basis
