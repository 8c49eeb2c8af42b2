#pragma once

#include <CLI/CLI.hpp>

#include "tools/basis/live_options.hpp"

namespace basis {

/// The options that tell what a live run is: its mode, capital, chain, folder and configuration. The options outlive
/// the command.
void add_live_options(CLI::App& command, LiveOptions& options);

}  // namespace basis
