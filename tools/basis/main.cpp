#include <fmt/format.h>
#include <sys/prctl.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <iostream>
#include <system_error>

#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/version.hpp"

namespace {

constexpr const char* kAbout =
    "basis: basis and yield strategies across exchanges and DeFi, one actor system\n"
    "for backtests and live trading.";

constexpr const char* kExitCodes =
    "\nExit codes: 0 done, 1 internal error, 2 usage or configuration, 3 data, 4 a gate failed or what became\n"
    "of an order is not known,\n"
    "130 interrupted (nothing is left behind but the journal of a sweep).\n";

/// With keys in its environment a process leaves no core file, and no other process of the user reads its memory:
/// the keys stand in both. (Linux: prctl(2), PR_SET_DUMPABLE; also where cores go to a program.)
void keep_keys_in_memory() {
  const auto variables = basis::process_environment();
  const bool keys = std::ranges::any_of(variables, [](const auto& variable) {
    const std::string& name = variable.first;
    // As the credentials of an environment are named, BASIS_DEV__..., and the URLs with passwords.
    return name.starts_with("BASIS_") &&
           (name.find("__") != name.npos || name == "BASIS_DATABASE_URL" || name == "BASIS_JOURNAL_URL");
  });
  if (keys) prctl(PR_SET_DUMPABLE, 0L, 0L, 0L, 0L);
}

/// Text of an error in the command line. CLI11 reports a missing option before an unknown argument,
/// but the unknown argument is mostly the misspelt option, so it is preferred.
std::string problem_with(const CLI::App& app, const CLI::ParseError& wrong) {
  const std::vector<std::string> unknown = app.remaining(true);
  return unknown.empty() ? wrong.what() : "unknown argument '" + unknown.front() + "'";
}

int run(int argc, char** argv) {
  CLI::App app(kAbout, "basis");
  app.footer(kExitCodes);
  app.set_version_flag("--version", basis::version_text(), "Print version, commit, compiler and packages");
  app.require_subcommand(1);
  int exit_code = basis::kExitDone;
  basis::add_backtest_command(app, exit_code);
  basis::add_chain_command(app, exit_code);
  basis::add_check_command(app, exit_code);
  basis::add_compare_command(app, exit_code);
  basis::add_config_command(app, exit_code);
  basis::add_ctl_command(app, exit_code);
  basis::add_data_command(app, exit_code);
  basis::add_inspect_command(app, exit_code);
  basis::add_journal_command(app, exit_code);
  basis::add_live_command(app, exit_code);
  basis::add_record_command(app, exit_code);
  basis::add_replay_command(app, exit_code);
  basis::add_sim_command(app, exit_code);
  basis::add_stress_command(app, exit_code);
  basis::add_sweep_command(app, exit_code);
  basis::add_trade_command(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& done) {
    return app.exit(done);
  } catch (const CLI::ParseError& wrong) {
    fmt::print(stderr, "basis: {} (basis --help, or basis COMMAND --help, shows what there is)\n",
               problem_with(app, wrong));
    return basis::kExitUsage;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    keep_keys_in_memory();
    const int exit_code = run(argc, argv);
    // A write error, such as a full disk, may appear only when the output is flushed.
    if (std::fflush(stdout) != 0 || !std::cout.flush())
      throw std::system_error(errno, std::generic_category(), "standard output");
    return exit_code;
  } catch (const std::exception& broken) {
    fmt::print(stderr, "basis: {}\n", broken.what());
    return basis::kExitInternal;
  }
}
