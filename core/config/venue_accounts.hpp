#pragma once

#include <string>
#include <string_view>

#include "core/config/config_tree.hpp"
#include "core/config/settings.hpp"

namespace basis {

/// The accounts that a venue's file names; the venue's own name where it names none.
AccountNames account_names(const std::string& venue, const ConfigTree& file);

/// The venue of the run that an account belongs to; `wallet` belongs to the
/// venue behind which the wallet stands, any other account that no exchange names to the venue of its name.
std::string venue_of_account(const Settings& settings, std::string_view account);

}  // namespace basis
