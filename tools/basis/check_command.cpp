#include <fmt/format.h>

#include <memory>

#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/gates.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/live_command.hpp"
#include "tools/basis/trade_setup.hpp"

namespace basis {
namespace {

const std::string kPaper(against_name(Against::paper));

/// Without --against it is what the switches say.
Result<World> world_asked(const CheckOptions& options) {
  if (options.against.empty()) {
    const auto variables = process_environment();
    const auto mode = variables.find("BASIS_EXECUTION_MODE");
    return mode != variables.end() && mode->second == "live" ? World::real : World::backtest;
  }
  // The same gates: its simulator is another.
  if (options.against == kPaper) return World::sim;
  for (const World world : {World::backtest, World::sim, World::real})
    if (options.against == world_name(world)) return world;
  return Error(ErrorKind::usage, fmt::format("--against: '{}' is not a choice (allowed: sim | paper | real | backtest)",
                                             options.against));
}

Result<void> check_world_options(const CheckOptions& options, World world) {
  if (!options.simulator.empty() && (world != World::sim || options.against == kPaper))
    return Error(ErrorKind::usage, "--simulator: it goes with --against sim");
  if (world != World::backtest) {
    for (const auto& [name, text] :
         {std::pair("--data", &options.data), std::pair("--from", &options.from), std::pair("--to", &options.to)})
      if (!text->empty()) return Error(ErrorKind::usage, fmt::format("{}: it goes with --against backtest", name));
    return ok();
  }
  for (const auto& [name, text] : {std::pair("--from", &options.from), std::pair("--to", &options.to)}) {
    if (text->empty()) return Error(ErrorKind::usage, fmt::format("{}: missing, a backtest has a range", name));
    BASIS_TRY(parse_time_option(name, *text));
  }
  return ok();
}

Result<int> check(CheckOptions options) {
  BASIS_TRY(const World world, world_asked(options));
  BASIS_TRY(check_world_options(options, world));
  if (options.against != kPaper) options.against = world_name(world);
  LiveRun live;
  CheckRun run;
  run.world = world;
  run.options = &options;
  run.live = &live;
  BASIS_TRY(run.wait, read_seconds("--wait", options.wait));
  if (!options.simulator.empty()) {
    BASIS_TRY(run.simulator, parse_host_option("--simulator", options.simulator));
    run.simulator->tls = false;
  }
  const GateRows rows = look_at_gates(run);
  if (interrupted()) return report_interrupted();
  fmt::print("{}", options.json ? rows.json(options.mode, options.against) + "\n" : rows.text());
  return rows.failed() ? kExitGate : kExitDone;
}

int check_command(const CheckOptions& options) {
  catch_interrupts();
  const Result<int> done = check(options);
  return done ? done.value() : report_error(done.error());
}

}  // namespace

void add_check_command(CLI::App& app, int& exit_code) {
  CLI::App* const command = app.add_subcommand("check", "Try whether a mode can run: every quality gate, in a table");
  auto options = std::make_shared<CheckOptions>();
  add_live_options(*command, *options);
  command->add_option("--against", options->against,
                      "backtest: history; sim: simulated exchanges; paper: the same on the public data of\n"
                      "BASIS_ENVIRONMENT's venues; real: those venues (default: what BASIS_EXECUTION_MODE says, else\n"
                      "backtest)");
  command->add_option("--simulator", options->simulator,
                      "With --against sim: a running basis sim, HOST:PORT, with the environment's credentials or its\n"
                      "demo account (default: one of the check's own)");
  command->add_option("--data", options->data, "With --against backtest: the data folder (default: BASIS_DATA_DIR)");
  command->add_option("--from", options->from, "With --against backtest: first instant, UTC");
  command->add_option("--to", options->to, "With --against backtest: last instant, included");
  command->add_option("--wait", options->wait, "Seconds that a venue has for an answer (default: 30)");
  command->add_flag("--json", options->json, "One JSON document instead of the table");
  command->footer(
      "\nNothing is set or sent at a venue, and nothing is left in the results folder.\n"
      "Exit codes: 0 no gate failed, 2 usage, 4 a gate failed, which the table names.\n");
  command->callback([options, &exit_code] { exit_code = check_command(*options); });
}

}  // namespace basis
