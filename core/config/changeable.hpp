#pragma once

#include <vector>

#include "core/config/load_config.hpp"
#include "core/config/remake_mode.hpp"
#include "core/config/schema.hpp"

namespace basis {

/// The keys that may be changed while a node runs, in the order of the schema: when to enter and to leave, how pairs
/// are worked, how far the book may drift and how money is moved. What else a mode has decides what a node is.
const std::vector<const SchemaRow*>& changeable_rows();

/// The way to make a node's mode anew, of the files and overrides of the start; nothing is read again, and no
/// credentials are asked for.
RemakeMode remake_mode(ConfigFiles files, std::vector<Override> overrides);

/// The values of all changeable keys in a configuration.
ChangedValues changeable_values(const LoadedConfig& config);

}  // namespace basis
