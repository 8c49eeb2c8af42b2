#include <fmt/format.h>

#include <memory>
#include <optional>

#include "core/config/load_config.hpp"
#include "core/history/describe_dataset.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/data_source.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/sample/sample_dataset.hpp"

namespace basis {
namespace {

struct ValidateOptions {
  std::string folder;
  std::string mode;
  std::string from;
  std::string to;
  std::string config_dir;
  std::vector<std::string> overrides;
};

struct SampleOptions {
  std::string folder;
  std::uint64_t seed = 1;
  std::string from = "2024-05-12";
  std::string to = "2025-05-31";
};

Result<std::optional<UtcTime>> optional_time(const std::string& option, const std::string& text) {
  if (text.empty()) return std::optional<UtcTime>();
  BASIS_TRY(const UtcTime time, parse_time_option(option, text));
  return std::optional<UtcTime>(time);
}

/// What is checked: the series that the mode needs, by its rules; without a mode every series, by the default rules.
struct Checks {
  std::optional<std::vector<SeriesNeed>> needs;
  DataRules rules;
};

Result<Checks> checks_of(const ValidateOptions& options, const Environment& environment) {
  if (options.mode.empty()) return Checks{};
  BASIS_TRY(const auto config_dir, find_config_dir(options.config_dir));
  BASIS_TRY(const LoadedConfig config,
            load_config(config_dir, options.mode, options.overrides, environment, IdleKeys::refused));
  return Checks{series_needed(config.settings), data_rules(config.settings)};
}

Result<DatasetReport> validate(const ValidateOptions& options) {
  if (options.mode.empty() && !options.overrides.empty()) return Error(ErrorKind::usage, "--set: goes with --mode");
  BASIS_TRY(const auto from, optional_time("--from", options.from));
  BASIS_TRY(const auto to, optional_time("--to", options.to));
  BASIS_TRY(const Environment environment, parse_environment(process_environment()));
  BASIS_TRY(const Checks checks, checks_of(options, environment));
  BASIS_TRY(const auto source, open_data_source("folder", options.folder, environment));
  return describe_dataset(*source, checks.needs, from, to, checks.rules);
}

int run_validate(const ValidateOptions& options) {
  const auto report = validate(options);
  if (!report) return report_error(report.error());
  fmt::print("{}", report.value().text);
  return report.value().has_faults ? kExitData : kExitDone;
}

Result<void> sample(const SampleOptions& options) {
  BASIS_TRY(const UtcTime from, parse_time_option("--from", options.from));
  BASIS_TRY(const UtcTime to, parse_time_option("--to", options.to));
  return write_sample_dataset(options.folder, options.seed, from, to);
}

void add_validate(CLI::App& data, int& exit_code) {
  CLI::App* command = data.add_subcommand(
      "validate", "Run the data gate: what is there, what is missing, what fills it; exit code 3 when it fails");
  auto options = std::make_shared<ValidateOptions>();
  command->add_option("folder", options->folder,
                      "Data folder with dataset.yaml (default: BASIS_DATA_DIR);\n"
                      "not read with BASIS_DATA_MODE=db, which takes BASIS_DATABASE_URL");
  command->add_option("--mode", options->mode, "Check only what this mode needs (default: every series)");
  command->add_option("--from", options->from, "First instant, UTC (default: each series' first row)");
  command->add_option("--to", options->to, "Last instant, included (default: each series' last row)");
  command->add_option("--config", options->config_dir, "Folder with modes/, venues/ and share_classes/");
  command->add_option("--set", options->overrides, "Override a key of the mode: key=value; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->callback([options, &exit_code] { exit_code = run_validate(*options); });
}

void add_sample(CLI::App& data, int& exit_code) {
  CLI::App* command = data.add_subcommand(
      "sample", "Write a complete SYNTHETIC dataset, enough for all modes, in the layout of real history");
  auto options = std::make_shared<SampleOptions>();
  command->add_option("folder", options->folder, "Folder to create; must not hold anything")->required();
  command->add_option("--seed", options->seed, "The same seed gives the same bytes")
      ->check(whole_number)
      ->capture_default_str();
  command->add_option("--from", options->from, "First instant, UTC; rows begin a day earlier")->capture_default_str();
  command->add_option("--to", options->to, "Last instant, included")->capture_default_str();
  command->callback([options, &exit_code] {
    const auto written = sample(*options);
    if (!written) {
      exit_code = report_error(written.error());
      return;
    }
    fmt::print("synthetic data, seed {}, in {}\n", options->seed, options->folder);
  });
}

}  // namespace

void add_data_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "data", "Check history, fetch it from exchanges, import it into a database, or write synthetic history");
  command->require_subcommand(1);
  add_validate(*command, exit_code);
  add_sample(*command, exit_code);
  add_import_command(*command, exit_code);
  add_fetch_command(*command, exit_code);
}

}  // namespace basis
