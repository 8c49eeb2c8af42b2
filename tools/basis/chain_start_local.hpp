#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>

#include "core/base/result.hpp"

namespace basis {

/// What starts a local chain, and where its parts are kept.
struct LocalChainFiles {
  std::filesystem::path script;
  std::filesystem::path folder;
};
/// Of the project that the configuration belongs to; an empty `folder` is build/chain in it. Usage error: there is
/// none.
Result<LocalChainFiles> local_chain_files(const std::string& config_dir, const std::string& folder);

/// Adds `start-local` to `basis chain`: the process becomes tools/chain/start. Sets the exit code where it cannot.
void add_start_local(CLI::App& chain, int& exit_code);

}  // namespace basis
