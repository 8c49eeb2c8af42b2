#pragma once

#include <string>

#include "core/config/environment.hpp"
#include "core/config/load_config.hpp"

namespace basis {

/// What `basis config show` prints: the environment with every credential as
/// `********` or `(unset)`, every effective key, the fingerprint, the warnings.
std::string render_config(const LoadedConfig& config, const Environment& env);

/// A table of every key a mode takes: key, default, allowed, meaning. For help texts.
std::string describe_mode_keys();

}  // namespace basis
