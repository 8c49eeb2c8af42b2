#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <map>
#include <string>

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"
#include "venues/net/endpoint.hpp"

namespace basis {

/// Each function adds one subcommand to `app`. A subcommand that was executed stores the exit code
/// of the program in `exit_code`.
void add_backtest_command(CLI::App& app, int& exit_code);
void add_chain_command(CLI::App& app, int& exit_code);
void add_check_command(CLI::App& app, int& exit_code);
void add_compare_command(CLI::App& app, int& exit_code);
void add_config_command(CLI::App& app, int& exit_code);
void add_ctl_command(CLI::App& app, int& exit_code);
void add_data_command(CLI::App& app, int& exit_code);
void add_inspect_command(CLI::App& app, int& exit_code);
void add_journal_command(CLI::App& app, int& exit_code);
void add_live_command(CLI::App& app, int& exit_code);
void add_record_command(CLI::App& app, int& exit_code);
void add_replay_command(CLI::App& app, int& exit_code);
void add_sim_command(CLI::App& app, int& exit_code);
void add_stress_command(CLI::App& app, int& exit_code);
void add_sweep_command(CLI::App& app, int& exit_code);
void add_trade_command(CLI::App& app, int& exit_code);

/// Adds `import` to the subcommand `data`.
void add_import_command(CLI::App& data, int& exit_code);
void add_fetch_command(CLI::App& data, int& exit_code);

/// The environment variables of this process.
std::map<std::string, std::string> process_environment();

/// `--config`, or else the `configs` folder of this program: next to its build folder, installed
/// with it, or in the working directory.
Result<std::filesystem::path> find_config_dir(const std::string& given);

/// A UTC time of the command line; the error names the option.
Result<UtcTime> parse_time_option(const std::string& option, const std::string& text);

/// A host with a port of the command line, without TLS; the error names the option.
Result<net::Endpoint> parse_host_option(const std::string& option, const std::string& text);

/// A check for CLI11: empty when `text` is an unsigned decimal number of 64 bits, else the problem.
/// CLI11's own check would also accept `-1` and octal numbers.
std::string whole_number(const std::string& text);

}  // namespace basis
