#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <string>

#include "core/base/result.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// Each adds one subcommand to `app`; when it was chosen, `exit_code` holds
/// what the program is to return.
void add_backtest_command(CLI::App& app, int& exit_code);
void add_compare_command(CLI::App& app, int& exit_code);
void add_config_command(CLI::App& app, int& exit_code);
void add_data_command(CLI::App& app, int& exit_code);
void add_inspect_command(CLI::App& app, int& exit_code);
void add_record_command(CLI::App& app, int& exit_code);
void add_replay_command(CLI::App& app, int& exit_code);
void add_stress_command(CLI::App& app, int& exit_code);
void add_sweep_command(CLI::App& app, int& exit_code);

/// Adds `import` to the subcommand `data`.
void add_import_command(CLI::App& data, int& exit_code);

/// The variables of this process.
std::map<std::string, std::string> process_environment();

/// `--config`, or the `configs` folder that belongs to this program: beside
/// its build folder, installed with it, or in the working directory.
Result<std::filesystem::path> find_config_dir(const std::string& given);

/// A UTC time of the command line; the error names the option.
Result<UtcTime> parse_time_option(const std::string& option, const std::string& text);

/// A check for CLI11: empty when `text` is a decimal number of 64 bits without a
/// sign, else what is wrong with it. CLI11 alone would take `-1` and octals.
std::string whole_number(const std::string& text);

}  // namespace basis
