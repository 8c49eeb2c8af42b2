#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <memory>

#include "actors/live/service_manager.hpp"
#include "core/results/summary.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/gates.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/live_command.hpp"
#include "tools/basis/live_run.hpp"

namespace basis {
namespace {

/// How long the network is waited for when nothing is to do.
constexpr Nanos kWaited{2'000'000};
/// When a start that has not begun says what it waits for; then every minute.
constexpr Nanos kTold = kSecond * 10;
/// Others see a state that is at most so old.
constexpr Nanos kShown{200'000'000};
/// How long a stop waits for the ends of orders.
constexpr Nanos kStopping = kSecond * 30;

/// Ends what belongs to the run, the simulator before the chain that it works on.
Result<void> stop_services(LiveRun& run) {
  if (run.simulator) {
    BASIS_TRY(run.simulator->stop());
  }
  if (run.chain_process) {
    BASIS_TRY(run.chain_process->stop());
  }
  return ok();
}

/// What the node holds by its book, and by its exchanges and the chain.
std::vector<AccountRow> account_rows(const LiveRun& run) {
  std::vector<AccountRow> rows;
  const Universe& universe = run.markets.universe;
  const PositionSet& book = run.node->node().book();
  for (const Instrument& instrument : universe.instruments()) {
    const bool read = instrument.on_chain && run.chain != nullptr && run.chain->reading() != nullptr;
    if (!read && (instrument.on_chain || run.node->venues().session(instrument.account) == nullptr)) continue;
    const Amount held = book.empty() ? Amount{} : book[instrument.id.index()].amount;
    const Amount told = read ? run.chain->held(instrument) : run.node->venues().holding(instrument.id).amount;
    if (held.is_zero() && told.is_zero()) continue;
    rows.push_back({universe.name(instrument.account), instrument.key, held, told});
  }
  return rows;
}

/// Says what a start still waits for.
void tell_lacking(const LiveRun& run) {
  for (const std::string& what : run.node->node().lacking()) fmt::print(stderr, "the start waits: {}\n", what);
}

/// Tells the service manager how the run is.
void tell_manager(LiveRun& run, ServiceManager& manager) {
  if (!manager.listens()) return;
  manager.alive(run.sockets->now_mono());
  if (run.node->node().started()) {
    manager.ready();
    return manager.status(fmt::format("{} trades", run.config.loaded.settings.mode.mode));
  }
  const std::vector<std::string> lacking = run.node->node().lacking();
  manager.status(lacking.empty() ? std::string("the start waits") : "the start waits: " + lacking.front());
}

/// Carries out what persons ask for, looks at the journal's database, and shows persons and the alerts the node's state
/// when it is due.
Result<void> turn_others(LiveRun& run) {
  if (run.control) run.control->serve(*run.node, run.alerts->board());
  const MonoTime now = run.sockets->now_mono();
  if (now - run.shown < kShown) return ok();
  run.shown = now;
  BASIS_TRY(run.shipping ? run.shipping->look(run, now) : release_without_shipping(run));
  BASIS_TRY(run.disk.look(run, now));
  run.watch->lane(run.loop.row(now));
  const NodeStatePtr state = run.watch->state(*run.node, run.alerts->board());
  if (run.control) run.control->show(state);
  run.alerts->show(state);
  return ok();
}

/// Runs until a signal, the time that was given, or a failure.
Result<void> run_until_stopped(LiveRun& run, ServiceManager& manager) {
  const MonoTime began = run.sockets->now_mono();
  UtcTime told = run.node->now() + kTold;
  run.node->start();
  while (!interrupted()) {
    run.loop.begin();
    run.sockets->run_for(kWaited);
    BASIS_TRY(run.node->turn());
    BASIS_TRY(run.results->commit(run.node->now()));
    BASIS_TRY(turn_others(run));
    tell_manager(run, manager);
    run.loop.end();
    if (!run.node->node().started() && run.node->now() >= told) {
      tell_lacking(run);
      told = told + kMinute;
    }
    if (run.config.run_for && run.sockets->now_mono() - began >= *run.config.run_for) return ok();
  }
  return ok();
}

/// What is open stays open; the journal has everything, and the next start goes on from it.
[[noreturn]] void leave_at_once() {
  fmt::print(stderr, "basis: left at once; what was open at the exchanges was not waited for\n");
  std::_Exit(kExitInterrupted);
}

/// Does with positions what the node's configuration says, at most for as long as it says.
Result<void> wind_down(LiveRun& run, ServiceManager& manager) {
  const NodeSettings& settings = run.config.node;
  if (settings.stop == StopWay::leave || !run.node->node().started()) return ok();
  const bool flattens = settings.stop == StopWay::flatten;
  ControlCommand command;
  command.action = flattens ? ControlAction::flatten : ControlAction::reduce;
  command.by = "the stop";
  command.reason = "stop.how of the node";
  if (const Result<void> told = run.node->control(command, std::nullopt); !told) {
    fmt::print(stderr, "basis: positions are left as they are: {}\n", told.error().text());
    return ok();
  }
  manager.status(flattens ? "everything is closed" : "the open plan is waited for");
  const UtcTime until = run.node->now() + settings.stop_wait;
  const auto done = [&] {
    return !run.node->node().works() && !run.watch->plan_open() && !(flattens && run.node->node().leaving());
  };
  while (!done() && run.node->now() < until) {
    run.sockets->run_for(kWaited);
    manager.alive(run.sockets->now_mono());
    BASIS_TRY(run.node->turn());
    BASIS_TRY(run.results->commit(run.node->now()));
    BASIS_TRY(turn_others(run));
    if (interrupted()) leave_at_once();
  }
  if (!done())
    fmt::print(stderr, "basis: {} was not done within stop.wait_seconds; the rest is left as it is\n",
               flattens ? "flattening" : "the open plan");
  return ok();
}

/// Cancels what is open and waits for the ends of orders, at most for a while.
Result<void> stop_in_order(LiveRun& run, ServiceManager& manager, bool ran) {
  manager.stopping();
  forget_interrupts();
  Result<void> outcome = ran ? wind_down(run, manager) : ok();
  run.alerts->node_stops();
  manager.status("the ends of orders are waited for");
  const UtcTime until = run.node->now() + kStopping;
  run.node->stop();
  while (!run.node->stopped() && run.node->now() < until) {
    run.sockets->run_for(kWaited);
    manager.alive(run.sockets->now_mono());
    // Whatever failed, the sessions are ended in order.
    if (const Result<void> turned = run.node->turn(); !turned && outcome) outcome = turned;
    if (const Result<void> turned = turn_others(run); !turned && outcome) outcome = turned;
    if (interrupted()) leave_at_once();
  }
  if (!outcome) return outcome;
  return run.node->finish();
}

void print_accounts(const std::vector<AccountRow>& rows) {
  fmt::print("\n{:<34} {:>22} {:>22} {:>14}\n", "account", "book", "venue", "difference");
  for (const AccountRow& row : rows)
    fmt::print("{:<34} {:>22} {:>22} {:>14}\n", row.instrument, row.book.to_string(), row.venue->to_string(),
               (*row.venue - row.book).to_string());
}

Result<bool> run_configured(LiveRun& run, const LiveOptions& options) {
  BASIS_TRY(check_live_run(run));
  BASIS_TRY(LiveFolder folder, pass_start_gates(run, options));
  if (const Result<void> prepared = prepare_live_run(run, options, std::move(folder)); !prepared) {
    // The error that matters is the first.
    static_cast<void>(stop_services(run));
    return prepared.error();
  }
  if (!options.quiet) {
    if (run.control) fmt::print(stderr, "control  {}\npage     {}\n", run.control->url(), run.control->page());
    fmt::print(stderr, "alerts   {}\n", sinks_text(*run.alerts));
    if (run.shipping) fmt::print(stderr, "journal  {}\n", run.shipping->shown());
  }
  ServiceManager manager;
  const Result<void> ran = run_until_stopped(run, manager);
  // Whatever ended it: what is open is cancelled, and the results are written.
  const Result<void> stopped = stop_in_order(run, manager, ran.has_value());
  const std::vector<AccountRow> accounts = account_rows(run);
  const Result<void> finished = run.results->finish(run.node->now(), accounts);
  if (run.shipping) run.shipping->finish(run);
  BASIS_TRY(stop_services(run));
  BASIS_TRY(ran);
  BASIS_TRY(stopped);
  BASIS_TRY(finished);
  BASIS_TRY(run.recorder->close());
  if (!options.quiet && run.node->node().started()) {
    fmt::print("{}", summary_table(run.results->summary(run.node->now()), run.results->limits()));
    print_accounts(accounts);
    fmt::print("\nreport  {}\n", (run.results->path() / "report.html").string());
  }
  return true;
}

/// Whatever ends a run that could be read of its files is told.
Result<bool> run_live(const LiveOptions& options) {
  LiveRun run;
  BASIS_TRY(run.config, read_live_config(options));
  BASIS_TRY(run.alerts, open_alerts(run));
  try {
    Result<bool> done = run_configured(run, options);
    end_alerts(run, done);
    return done;
  } catch (const std::exception& broken) {
    tell_broken(run, broken.what());
    throw;
  }
}

int live_command(const LiveOptions& options) {
  catch_interrupts();
  return report_outcome(run_live(options));
}

}  // namespace

void add_live_options(CLI::App& command, LiveOptions& options) {
  command.add_option("--mode", options.mode, "Strategy mode: a file name under configs/modes")->required();
  command.add_option(
      "--chain", options.chain,
      "local: a chain of the run's own with the genuine contracts (default for modes with protocols,\n"
      "with --against sim or paper); environment: that of ALCHEMY__RPC_URL (default for them against real\n"
      "venues); simulated: in the node, for modes without protocols");
  command.add_option("--chain-build", options.chain_folder,
                     "Folder of what a local chain fetches and compiles once (default: build/chain)");
  command.add_option("--paper-host", options.paper_host,
                     "With --against paper: HOST:PORT of one server that has all venues' public data, such as a\n"
                     "simulator (default: the endpoints of BASIS_ENVIRONMENT)");
  command.add_option(
      "--capital", options.capital,
      "With --against sim or paper: capital in the share class's currency (default: 100000 USDT, 100 ETH)");
  command.add_option("--out", options.out,
                     "Folder of the run, gone on from when it is there (default:\n"
                     "results/live-MODE)");
  command.add_flag("--adopt", options.adopt,
                   "At the first start: whatever the exchanges hold is capital, not only the share class");
  command.add_flag("--yes-real-money", options.real_money, "Needed with BASIS_ENVIRONMENT=prod");
  command.add_option("--seed", options.seed, "With --against sim: seed of its markets")->check(whole_number);
  command.add_option("--config", options.config_dir, "Folder of the configuration");
  command
      .add_option("--set", options.overrides,
                  "Override a key: node.KEY=VALUE of configs/node.yaml, or a mode's or venue's; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void add_live_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("live", "Run a strategy on exchanges, simulated or real");
  auto options = std::make_shared<LiveOptions>();
  add_live_options(*command, *options);
  command
      ->add_option("--against", options->against,
                   "sim: exchanges that a process of this run simulates; paper: the same, whose markets follow\n"
                   "the public data of BASIS_ENVIRONMENT's venues; real: those venues")
      ->required();
  command->add_option("--for", options->seconds,
                      "Stop in order after so many seconds of real time (default: on a signal)");
  command->add_option("--api", options->api,
                      "HOST:PORT of the control API, or off (default: BASIS_API_HOST:BASIS_API_PORT)");
  command->add_flag("--paused", options->paused, "Decide nothing before `basis ctl resume`");
  command->add_option("--speed", options->speed,
                      "With --against sim: how many times as fast as real time node and simulator\n"
                      "go, 1x to 100x (default: 1x)");
  command->add_flag("--quiet", options->quiet, "No table at the end");
  command->footer(
      "\nSIGINT and SIGTERM cancel what is open, leave positions as they are, and end the run; a second one ends it "
      "at once.\nExit codes: 0 ended in order, 2 usage or configuration, 3 data, 4 a gate of its start failed, 130 "
      "left "
      "at once.\n");
  command->callback([options, &exit_code] { exit_code = live_command(*options); });
}

}  // namespace basis
