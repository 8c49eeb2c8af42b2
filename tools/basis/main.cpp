#include <fmt/format.h>

#include <exception>

#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/version.hpp"

namespace {

constexpr const char* kAbout =
    "basis: basis and yield strategies across exchanges and DeFi, one actor system\n"
    "for backtests and live trading.";

constexpr const char* kExitCodes =
    "\nExit codes: 0 done, 1 internal error, 2 usage or configuration, 3 data, 4 a gate failed,\n"
    "130 interrupted (nothing is left behind).\n";

int run(int argc, char** argv) {
  CLI::App app(kAbout, "basis");
  app.footer(kExitCodes);
  app.set_version_flag("--version", basis::version_text(), "Print version, commit, compiler and packages");
  app.require_subcommand(1);
  int exit_code = basis::kExitDone;
  basis::add_backtest_command(app, exit_code);
  basis::add_config_command(app, exit_code);
  basis::add_data_command(app, exit_code);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& done) {
    return app.exit(done);
  } catch (const CLI::ParseError& wrong) {
    fmt::print(stderr, "basis: {} (basis --help, or basis COMMAND --help, shows what there is)\n", wrong.what());
    return basis::kExitUsage;
  }
  return exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& broken) {
    fmt::print(stderr, "basis: {}\n", broken.what());
    return basis::kExitInternal;
  }
}
