#pragma once

#include <string>

#include "core/config/environment.hpp"
#include "core/config/load_config.hpp"

namespace basis {

/// The output of `basis config show`: the environment with every credential as
/// `********` or `(unset)`, every effective key, the fingerprint, the warnings.
std::string render_config(const LoadedConfig& config, const Environment& env);

/// A table of all keys of a mode for help texts: key, default, allowed values, meaning.
std::string describe_mode_keys();

}  // namespace basis
