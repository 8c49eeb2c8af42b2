#pragma once

#include "core/config/load_config.hpp"
#include "core/data/history.hpp"
#include "core/flows/capital_flow.hpp"
#include "tools/basis/run_options.hpp"

namespace basis {

/// What one run is made from, in the order of its making.
struct PreparedRun {
  Environment environment;
  LoadedConfig config;
  UtcTime from;
  UtcTime to;
  Amount capital;
  CapitalFlows flows;
};

/// Reads options, environment and configuration for `command` ("backtest").
Result<PreparedRun> prepare_run(const RunOptions& options, const std::string& command);

/// Reads what the run needs and lets go of where it came from: a run must not
/// hold a database's transaction open.
Result<History> read_history(const PreparedRun& prepared, const RunOptions& options);

/// Tells the configuration's warnings on stderr.
void print_warnings(const LoadedConfig& config);

}  // namespace basis
