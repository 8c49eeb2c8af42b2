#pragma once

#include "core/config/settings.hpp"
#include "core/execution/instruction.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// The staking venue that `lst_type` selects; a mode without one is a broken invariant.
const VenueSettings& staking_venue(const Settings& settings);

/// Whether a mode trades its asset on an exchange's spot market, where its trades are routed to, or on its perp, where
/// it has a share of the hedge.
bool trades_at(const ModeSettings& mode, std::string_view venue, bool spot);

/// The account where an action is executed, by the mode's routing table. An action that depends on
/// another uses the account of that one: the repayment of a flash loan, the wallet's own calls, the
/// eMode of the account that is supplied.
AccountId routed_account(const Universe& universe, const Settings& settings, ActionType action);

/// The instrument that an action on `token` changes: the aToken of a supply, the debt of a borrow,
/// the staked token of a stake, otherwise the token itself.
InstrumentId routed_instrument(const Universe& universe, const Settings& settings, ActionType action,
                               std::string_view token);

}  // namespace basis
