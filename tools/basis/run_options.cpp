#include "tools/basis/run_options.hpp"

#include <fmt/format.h>

#include "tools/basis/commands.hpp"

namespace basis {
namespace {

/// `2024-05-12` for midnight, else the whole instant.
std::string in_file_name(UtcTime time) { return time.is_multiple_of(kDay) ? time.date() : time.to_string(); }

}  // namespace

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

std::filesystem::path out_folder(const std::string& given, const Environment& environment, const std::string& name,
                                 UtcTime from, UtcTime to) {
  if (!given.empty()) return given;
  const std::filesystem::path base = environment.results_dir.value_or("results");
  return base / fmt::format("{}-{}-{}", name, in_file_name(from), in_file_name(to));
}

Result<Environment> backtest_environment(const std::string& command) {
  BASIS_TRY(Environment environment, parse_environment(process_environment()));
  if (environment.execution_mode != ExecutionMode::backtest)
    return Error(
        ErrorKind::usage,
        fmt::format("BASIS_EXECUTION_MODE: 'live' does not go with the {} command; allowed: backtest", command));
  return environment;
}

}  // namespace basis
