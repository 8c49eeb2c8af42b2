#pragma once

#include "core/config/load_config.hpp"
#include "core/history/history.hpp"
#include "core/portfolio/capital_flow.hpp"
#include "tools/basis/run_options.hpp"

namespace basis {

/// Inputs of one run, in the order in which they are made.
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

/// Reads what the run needs and closes the source, because a run must not keep a database
/// transaction open.
Result<History> read_history(const PreparedRun& prepared, const RunOptions& options);

/// Prints the configuration's warnings on stderr.
void print_warnings(const LoadedConfig& config);

}  // namespace basis
