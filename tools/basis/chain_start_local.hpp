#pragma once

#include <CLI/CLI.hpp>

namespace basis {

/// Adds `start-local` to `basis chain`: the process becomes tools/chain/start. Sets the exit code where it cannot.
void add_start_local(CLI::App& chain, int& exit_code);

}  // namespace basis
