#include "tools/basis/run_options.hpp"

#include <fmt/format.h>

#include "core/portfolio/flows_file.hpp"
#include "tools/basis/commands.hpp"

namespace basis {
namespace {

/// `2024-05-12` for midnight, else the full time.
std::string in_file_name(UtcTime time) { return time.is_multiple_of(kDay) ? time.date() : time.to_string(); }

}  // namespace

void add_run_options(CLI::App& command, RunOptions& options, const std::string& set_help, const std::string& out_help,
                     const std::string& quiet_help) {
  command.add_option("--mode", options.mode, "Strategy mode: a file name under configs/modes")->required();
  command.add_option("--data", options.data,
                     "Data folder with dataset.yaml (default: BASIS_DATA_DIR);\n"
                     "not read with BASIS_DATA_MODE=db, which takes BASIS_DATABASE_URL");
  command.add_option("--from", options.from, "First instant, UTC: 2024-05-12 or 2024-05-12T01:00:00Z")->required();
  command.add_option("--to", options.to, "Last instant, included")->required();
  command.add_option("--capital", options.capital,
                     "Capital in the share class's currency (default: 100000 USDT, 100 ETH)");
  command.add_option("--flows", options.flows,
                     "Capital that its owner pays in and takes out on the way: CSV timestamp,kind,amount,speed\n"
                     "with kind deposit or withdrawal, an amount in the share class's currency (or all), fast or slow");
  command.add_option("--config", options.config_dir,
                     "Folder with modes/, venues/ and share_classes/ (default: the one beside the program)");
  command.add_option("--set", options.overrides, set_help)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_option("--out", options.out, out_help);
  command.add_flag("--quiet", options.quiet, quiet_help);
}

Overrides split_overrides(const std::vector<std::string>& given) {
  constexpr std::string_view kNode = "node.";
  Overrides split;
  for (const std::string& text : given) {
    const bool node = text.starts_with(kNode);
    (node ? split.node : split.others).push_back(node ? text.substr(kNode.size()) : text);
  }
  return split;
}

Result<Amount> parse_capital(const std::optional<std::string>& text, const Settings& settings) {
  if (!text) return settings.default_capital;
  const Amount most = Amount::from_int(1'000'000'000'000);
  const auto refuse = [&](const std::string& problem) {
    return Error(ErrorKind::usage, fmt::format("--capital: {} (allowed: over 0, at most {} {})", problem,
                                               most.to_string(), settings.mode.share_class));
  };
  const auto capital = Amount::parse(*text);
  if (!capital) return refuse(capital.error().text());
  if (capital.value().sign() <= 0 || capital.value() > most) return refuse("'" + *text + "' is out of range");
  return capital.value();
}

Result<CapitalFlows> read_flows_option(const RunOptions& options, UtcTime from, UtcTime to) {
  if (!options.flows) return kNoFlows;
  return read_flows(*options.flows, from, to);
}

std::filesystem::path out_folder(const std::string& given, const Environment& environment, const std::string& name,
                                 UtcTime from, UtcTime to) {
  if (!given.empty()) return given;
  const std::filesystem::path base = environment.results_dir.value_or("results");
  return base / fmt::format("{}-{}-{}", name, in_file_name(from), in_file_name(to));
}

Result<Environment> backtest_environment(const std::string& command) {
  BASIS_TRY(Environment environment, parse_environment(process_environment()));
  BASIS_TRY(environment.check_execution_mode(command, ExecutionMode::backtest));
  return environment;
}

}  // namespace basis
