#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"
#include "core/config/environment.hpp"
#include "core/config/settings.hpp"
#include "core/portfolio/capital_flow.hpp"

namespace basis {

/// Options of every command that runs a strategy.
struct RunOptions {
  std::string mode;
  std::string data;
  std::string from;
  std::string to;
  std::optional<std::string> capital;
  std::optional<std::string> flows;
  std::string config_dir;
  std::vector<std::string> overrides;
  std::string out;
  bool quiet = false;
};

/// Adds the options to `command`. The help texts of `--set`, `--out` and `--quiet` are given by the
/// command. The options outlive it.
void add_run_options(CLI::App& command, RunOptions& options, const std::string& set_help, const std::string& out_help,
                     const std::string& quiet_help);

/// What `--set` gave, apart: keys of `configs/node.yaml` (without the prefix `node.`), and the others.
struct Overrides {
  std::vector<std::string> node;
  std::vector<std::string> others;
};
Overrides split_overrides(const std::vector<std::string>& given);

/// `--capital`, or else the share class's default. The error names the option and the allowed
/// range.
Result<Amount> parse_capital(const std::optional<std::string>& text, const Settings& settings);

/// The flows of `--flows` for a run from `from` to `to`; empty without the option.
Result<CapitalFlows> read_flows_option(const RunOptions& options, UtcTime from, UtcTime to);

/// `--out`, or else NAME-FROM-TO in BASIS_RESULTS_DIR or in `results`.
std::filesystem::path out_folder(const std::string& given, const Environment& environment, const std::string& name,
                                 UtcTime from, UtcTime to);

/// The environment; the execution mode must be `backtest` for `command`.
Result<Environment> backtest_environment(const std::string& command);

}  // namespace basis
