#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/config/environment.hpp"
#include "core/config/node.hpp"
#include "core/config/settings.hpp"
#include "venues/session.hpp"

namespace basis {

/// The network of the venues that an environment connects to: "live" for prod, "testnet" for dev, and for staging what
/// `staging.endpoints` of the node says.
std::string_view network_of(EnvironmentName environment, const NodeSettings& node);

/// Where the session of an account ("binance", "binance_usdm") connects to. Usage errors: an account of no exchange in
/// `settings`, a venue without endpoints for this network and account, a URL that cannot be read (by its key).
Result<SessionEndpoints> endpoints_of(const Settings& settings, std::string_view account, EnvironmentName environment,
                                      const NodeSettings& node);

/// The credentials of an account in the environment that was read: where a venue has keys for each of its markets,
/// those of CEX__VENUE_SPOT_ or CEX__VENUE_FUTURES_, else those of CEX__VENUE_. Usage error: those that are not set, a
/// line each.
Result<wire::ApiCredentials> credentials_of(const Settings& settings, std::string_view account,
                                            const Environment& environment);

/// Where withdrawals of an account's exchange may go to, by the node; empty: nowhere. Usage errors: an account of no
/// exchange, and addresses of an exchange that there is not.
Result<std::vector<std::string>> withdrawal_addresses_of(const Settings& settings, std::string_view account,
                                                         const NodeSettings& node);

}  // namespace basis
