#pragma once

#include "core/config/cross_checks.hpp"
#include "core/config/settings.hpp"

namespace basis {

/// Builds the typed settings from trees in which no fault was found.
Settings build_settings(const std::string& mode, const ConfigTrees& trees);

ModeSettings build_mode(const std::string& mode, const ConfigTree& tree);
VenueSettings build_venue(const std::string& name, const ConfigTree& tree);

}  // namespace basis
