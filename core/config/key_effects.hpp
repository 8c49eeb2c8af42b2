#pragma once

#include <string>
#include <string_view>

#include "core/config/cross_checks.hpp"

namespace basis {

/// What to do with a given key that changes nothing in a run over history.
enum class IdleKeys {
  told,     ///< a warning where an override names a venue that the mode does not use
  refused,  ///< a fault where an override gives it, a warning where the mode's file does
};

/// Why a key has no effect on a run of the mode over history; empty when it has one, or when every mode accepts it.
/// `venue` is the venue file that the key belongs to; empty for a key of the mode. The keys of ideal execution and of
/// the data gate are accepted by every mode.
std::string why_idle(const ConfigTrees& trees, std::string_view venue, std::string_view key);

/// Why a key of this share class file has no effect; empty when it has one.
std::string why_idle_share_class(const ConfigTrees& trees, const std::string& name, std::string_view key);

/// Adds a fault for every override without effect, and a warning for every such key of the mode's file.
void check_effects(const std::string& mode, const ConfigTrees& trees, Faults& faults,
                   std::vector<std::string>& warnings);

}  // namespace basis
