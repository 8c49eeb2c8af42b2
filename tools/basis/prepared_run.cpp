#include "tools/basis/prepared_run.hpp"

#include <fmt/format.h>

#include "tools/basis/commands.hpp"
#include "tools/basis/data_source.hpp"

namespace basis {

Result<PreparedRun> prepare_run(const RunOptions& options, const std::string& command) {
  PreparedRun prepared;
  BASIS_TRY(prepared.environment, backtest_environment(command));
  BASIS_TRY(prepared.from, parse_time_option("--from", options.from));
  BASIS_TRY(prepared.to, parse_time_option("--to", options.to));
  BASIS_TRY(const auto config_dir, find_config_dir(options.config_dir));
  BASIS_TRY(prepared.config,
            load_config(config_dir, options.mode, options.overrides, prepared.environment, IdleKeys::refused));
  BASIS_TRY(prepared.capital, parse_capital(options.capital, prepared.config.settings));
  BASIS_TRY(prepared.flows, read_flows_option(options, prepared.from, prepared.to));
  return prepared;
}

Result<History> read_history(const PreparedRun& prepared, const RunOptions& options) {
  BASIS_TRY(const auto source, open_data_source("--data", options.data, prepared.environment));
  const Settings& settings = prepared.config.settings;
  return load_history(*source, series_needed(settings), prepared.from, prepared.to, data_rules(settings));
}

void print_warnings(const LoadedConfig& config) {
  for (const std::string& warning : config.warnings) fmt::print(stderr, "basis: warning: {}\n", warning);
}

}  // namespace basis
