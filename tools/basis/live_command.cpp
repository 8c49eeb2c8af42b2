#include <fmt/format.h>

#include <cstdlib>
#include <memory>
#include <set>

#include "actors/drivers/trading_figures.hpp"
#include "actors/live/account_lock.hpp"
#include "actors/live/session_recorder.hpp"
#include "actors/live/sim_wallet.hpp"
#include "core/execution/pair_terms.hpp"
#include "core/results/summary.hpp"
#include "core/strategy/strategy.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/live_setup.hpp"
#include "tools/basis/version.hpp"
#include "tools/report/live_results.hpp"
#include "tools/report/report_assets.hpp"
#include "venues/alchemy/simulator.hpp"
#include "venues/net/beast_network.hpp"
#include "venues/net/paced_network.hpp"
#include "venues/registry.hpp"

namespace basis {
namespace {

/// How long the network is waited for when nothing is to do.
constexpr Nanos kWaited{2'000'000};
/// When a start that has not begun says what it waits for; then every minute.
constexpr Nanos kTold = kSecond * 10;
/// How long a stop waits for the ends of orders.
constexpr Nanos kStopping = kSecond * 30;

/// Tells a person what sessions say, on stderr.
class Told final : public LiveObserver {
 public:
  void status(const std::string& account, const SessionStatus& status, UtcTime now) override {
    fmt::print(stderr, "{} {} {}{}{}\n", clock_of(now), account, session_state_name(status.state),
               status.text.empty() ? "" : ": ", status.text);
  }
  void alert(const std::string& account, const SessionAlert& alert, UtcTime now) override {
    fmt::print(stderr, "{} {} {}: {}\n", clock_of(now), account, alert.kind, alert.text);
  }

 private:
  /// The time of day.
  static std::string clock_of(UtcTime now) {
    const std::string text = now.snap(kSecond).to_string();
    return text.substr(text.find('T') + 1, 8);
  }
};

/// Everything of a live run that its node points to.
struct LiveRun {
  LiveConfig config;
  std::optional<SimProcess> simulator;
  std::unique_ptr<net::BeastNetwork> sockets;
  std::unique_ptr<net::PacedNetwork> paced;  ///< with a simulator that is faster than real time
  net::Network* network = nullptr;           ///< one of both
  std::unique_ptr<SessionRecorder> recorder;
  std::map<FeedVenue, std::unique_ptr<net::TappedNetwork>> tapped;
  LiveMarkets markets;
  std::map<FeedVenue, AccountAccess> access;
  std::vector<AccountLock> locks;
  LiveJournal kept;
  CostTable no_costs;
  std::optional<CostCalculator> costs;
  std::unique_ptr<SimWallet> wallet;
  std::unique_ptr<LiveResults> results;
  std::optional<RunContext> context;
  Told told;
  bool adopt = false;
  std::unique_ptr<LiveNode> node;
};

/// A copy of secrets, which move and are not copied otherwise.
wire::ApiCredentials copy_of(const wire::ApiCredentials& from) {
  return {Secret(from.key.reveal()), Secret(from.secret.reveal()), Secret(from.passphrase.reveal())};
}

LiveNode::Parts parts_of(LiveRun& run) {
  const Settings& settings = run.config.loaded.settings;
  LiveNode::Parts parts;
  parts.markets = &run.markets;
  parts.settings = &settings;
  parts.node = run.config.node;
  parts.costs = &*run.costs;
  parts.flows = &kNoFlows;
  parts.pair_terms = pair_terms(settings.mode.pair);
  parts.network = run.network;
  parts.session_settings = [&run](AccountId, FeedVenue venue) -> Result<SessionSettings> {
    const AccountAccess& access = run.access.at(venue);
    SessionSettings made;
    made.endpoints = access.endpoints;
    made.credentials = copy_of(access.credentials);
    made.transport = access.transport;
    return made;
  };
  parts.session = [&run](FeedVenue venue, SessionSettings made, SessionListener& listener) {
    std::unique_ptr<net::TappedNetwork>& network = run.tapped[venue];
    if (network == nullptr) network = std::make_unique<net::TappedNetwork>(*run.network, run.recorder->tap(venue));
    return make_session(venue, std::move(made), *network, listener);
  };
  parts.access = [&run](FeedVenue venue) -> VenueAccess {
    const auto found = run.access.find(venue);
    // Its markets are known and not followed, so that nothing is sent there.
    if (found == run.access.end()) return {"unused.invalid", {Secret("unused"), Secret("unused"), Secret("unused")}};
    const AccountAccess& access = found->second;
    return {access.endpoints.rest.authority(), copy_of(access.credentials), access.transport};
  };
  parts.wallet = run.wallet.get();
  parts.chain = std::make_shared<SimulatedChain>(run.markets.universe, settings, *run.costs, run.config.capital);
  parts.observer = run.results.get();
  parts.trading = run.results.get();
  parts.live = &run.told;
  parts.journal = run.kept.journal.get();
  parts.orders = run.kept.orders.get();
  parts.node_id = run.kept.node_id;
  parts.configuration = run.config.loaded.fingerprint;
  parts.adopt = run.adopt;
  parts.begins = [&run](Amount capital) { return run.results->begin(capital, run.node->now()); };
  return parts;
}

/// Where every venue is reached, asked for once: what is lacking is told before anything is begun.
Result<void> find_access(LiveRun& run) {
  const SimProcess* const simulator = run.simulator ? &*run.simulator : nullptr;
  for (const MarketId id : run.markets.followed) {
    const Market& market = run.markets.universe[id];
    const FeedVenue venue = feed_venue_of(market);
    if (run.access.contains(venue)) continue;
    BASIS_TRY(AccountAccess access, access_of(run.config, simulator, run.markets.universe, *market.account, venue));
    run.access.emplace(venue, std::move(access));
  }
  return ok();
}

/// One account, one node. What the simulator of this run has is this run's.
Result<void> lock_accounts(LiveRun& run) {
  const std::map<std::string, std::string> variables = process_environment();
  const auto runtime = variables.find("XDG_RUNTIME_DIR");
  const std::filesystem::path folder = lock_folder(runtime == variables.end() ? std::string() : runtime->second);
  // One key may open several accounts.
  std::set<std::string, std::less<>> locked;
  for (const auto& [venue, access] : run.access) {
    if (!locked.insert(std::string(access.credentials.key.reveal())).second) continue;
    BASIS_TRY(AccountLock lock,
              AccountLock::take(folder, access.credentials.key.reveal(), std::string(feed_venue_info(venue).name)));
    run.locks.push_back(std::move(lock));
  }
  return ok();
}

/// What the node holds by its book, and by its exchanges.
std::vector<AccountRow> account_rows(const LiveRun& run) {
  std::vector<AccountRow> rows;
  const Universe& universe = run.markets.universe;
  const PositionSet& book = run.node->node().book();
  for (const Instrument& instrument : universe.instruments()) {
    if (instrument.on_chain || run.node->venues().session(instrument.account) == nullptr) continue;
    const Amount held = book.empty() ? Amount{} : book[instrument.id.index()].amount;
    const Amount told = run.node->venues().holding(instrument.id).amount;
    if (held.is_zero() && told.is_zero()) continue;
    rows.push_back({universe.name(instrument.account), instrument.key, held, told});
  }
  return rows;
}

/// Says what a start still waits for.
void tell_lacking(const LiveRun& run) {
  for (const std::string& what : run.node->node().lacking()) fmt::print(stderr, "the start waits: {}\n", what);
}

/// Runs until a signal, the time that was given, or a failure.
Result<void> run_until_stopped(LiveRun& run) {
  const MonoTime began = run.sockets->now_mono();
  UtcTime told = run.node->now() + kTold;
  run.node->start();
  while (!interrupted()) {
    run.sockets->run_for(kWaited);
    BASIS_TRY(run.node->turn());
    BASIS_TRY(run.results->commit(run.node->now()));
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

/// Cancels what is open and waits for the ends of orders, at most for a while.
Result<void> stop_in_order(LiveRun& run) {
  const UtcTime until = run.node->now() + kStopping;
  forget_interrupts();
  run.node->stop();
  Result<void> outcome = ok();
  while (!run.node->stopped() && run.node->now() < until) {
    run.sockets->run_for(kWaited);
    // Whatever failed, the sessions are ended in order.
    if (const Result<void> turned = run.node->turn(); !turned && outcome) outcome = turned;
    if (interrupted()) leave_at_once();
  }
  if (!outcome) return outcome;
  return run.node->finish();
}

std::vector<std::string> assumptions_of(const LiveConfig& config) {
  std::vector<std::string> lines;
  lines.push_back(
      fmt::format("Decisions are made on the mids of the books, at multiples of {} s and at once after what "
                  "may need one.",
                  config.loaded.settings.mode.time_throttle_interval.count / kSecond.count));
  if (config.against == Against::sim)
    lines.emplace_back(
        "The exchanges are simulated: their markets are drawn, and orders meet their books. The chain is "
        "simulated in the node.");
  else
    lines.emplace_back("The exchanges are real. There is no chain: what needs one is refused.");
  return lines;
}

/// What the figures do not know.
void complete(RunSummary& summary, const LiveConfig& config) {
  summary.mode = config.loaded.settings.mode.mode;
  summary.share_class = config.loaded.settings.mode.share_class;
  summary.config_fingerprint = config.loaded.fingerprint;
  summary.code_version = code_version();
  summary.assumptions = assumptions_of(config);
  for (const std::string& warning : config.loaded.warnings) summary.remarks.push_back(warning);
}

/// Takes over the simulator's clock, where that is faster than real time.
Result<void> share_clock(LiveRun& run) {
  if (run.config.speed == 1) return ok();
  BASIS_TRY(const UtcTime now, simulator_time(*run.sockets, run.simulator->endpoint()));
  run.paced = std::make_unique<net::PacedNetwork>(*run.sockets, now, run.config.speed);
  run.network = run.paced.get();
  return ok();
}

/// The recording of this start: session.rec, and for every later one session-2.rec and so on.
std::filesystem::path recording_of(const std::filesystem::path& folder) {
  std::filesystem::path file = folder / "session.rec";
  std::error_code code;
  for (int start = 2; std::filesystem::exists(file, code); ++start)
    file = folder / fmt::format("session-{}.rec", start);
  return file;
}

/// What is told before anything is made: wrong configuration, lacking credentials, an account that another node trades.
Result<void> check_first(LiveRun& run) {
  const Settings& settings = run.config.loaded.settings;
  BASIS_TRY(run.markets, live_markets(settings));
  run.costs.emplace(settings.mode.execution, settings.venues.at("alchemy"), run.no_costs);
  run.context.emplace(RunContext{run.markets.universe, settings, *run.costs});
  BASIS_TRY(make_strategy({run.markets.universe, settings, *run.costs}));
  BASIS_TRY(const net::ProxySettings proxies, net::parse_proxies(process_environment()));
  BASIS_TRY(run.sockets, net::BeastNetwork::make({.proxies = proxies}));
  run.network = run.sockets.get();
  if (run.config.against == Against::sim) return ok();
  BASIS_TRY(find_access(run));
  return lock_accounts(run);
}

Result<void> prepare(LiveRun& run, const LiveOptions& options, LiveFolder folder) {
  run.adopt = options.adopt;
  BASIS_TRY(run.kept, open_journal(folder.path()));
  if (run.config.against == Against::sim) {
    BASIS_TRY(run.simulator, open_simulator(run.config, options));
    BASIS_TRY(share_clock(run));
    BASIS_TRY(find_access(run));
    run.wallet = std::make_unique<SimWallet>(run.markets.universe, *run.network, run.simulator->endpoint());
  }
  BASIS_TRY(run.recorder, SessionRecorder::create(recording_of(folder.path()), run.network->now_utc()));
  LiveResults::Parts results;
  results.context = &*run.context;
  results.assets = report_assets();
  results.journal = run.kept.journal.get();
  results.complete = [&run](RunSummary& summary) { complete(summary, run.config); };
  BASIS_TRY(run.results, LiveResults::open(std::move(folder), std::move(results)));
  BASIS_TRY(run.node, LiveNode::create(parts_of(run)));
  return ok();
}

void print_accounts(const std::vector<AccountRow>& rows) {
  fmt::print("\n{:<34} {:>22} {:>22} {:>14}\n", "account", "book", "venue", "difference");
  for (const AccountRow& row : rows)
    fmt::print("{:<34} {:>22} {:>22} {:>14}\n", row.instrument, row.book.to_string(), row.venue->to_string(),
               (*row.venue - row.book).to_string());
}

Result<bool> run_live(const LiveOptions& options) {
  LiveRun run;
  BASIS_TRY(run.config, read_live_config(options));
  BASIS_TRY(check_first(run));
  BASIS_TRY(LiveFolder folder, LiveFolder::open(run.config.folder));
  if (const Result<void> prepared = prepare(run, options, std::move(folder)); !prepared) {
    // The error that matters is the first.
    if (run.simulator) static_cast<void>(run.simulator->stop());
    return prepared.error();
  }
  const Result<void> ran = run_until_stopped(run);
  // Whatever ended it: what is open is cancelled, and the results are written.
  const Result<void> stopped = stop_in_order(run);
  const std::vector<AccountRow> accounts = account_rows(run);
  const Result<void> finished = run.results->finish(run.node->now(), accounts);
  if (run.simulator) {
    BASIS_TRY(run.simulator->stop());
  }
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

int live_command(const LiveOptions& options) {
  catch_interrupts();
  return report_outcome(run_live(options));
}

}  // namespace

void add_live_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("live", "Run a strategy on exchanges, simulated or real");
  auto options = std::make_shared<LiveOptions>();
  command->add_option("--mode", options->mode, "Strategy mode: a file name under configs/modes")->required();
  command
      ->add_option("--against", options->against,
                   "sim: exchanges that a process of this run simulates; real: those of BASIS_ENVIRONMENT")
      ->required();
  command->add_option("--capital", options->capital,
                      "With --against sim: capital in the share class's currency (default: 100000 USDT, 100 ETH)");
  command->add_option("--out", options->out,
                      "Folder of the run, gone on from when it is there (default:\n"
                      "results/live-MODE)");
  command->add_option("--for", options->seconds,
                      "Stop in order after so many seconds of real time (default: on a signal)");
  command->add_flag("--adopt", options->adopt,
                    "At the first start: whatever the exchanges hold is capital, not only the share class");
  command->add_flag("--yes-real-money", options->real_money, "Needed with BASIS_ENVIRONMENT=prod");
  command->add_option("--speed", options->speed,
                      "With --against sim: how many times as fast as real time node and simulator\n"
                      "go, 1x to 100x (default: 1x)");
  command->add_option("--seed", options->seed, "With --against sim: seed of its markets")->check(whole_number);
  command->add_option("--config", options->config_dir, "Folder of the configuration");
  command
      ->add_option("--set", options->overrides,
                   "Override a key: node.KEY=VALUE of configs/node.yaml, or a mode's or venue's; may be repeated")
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command->add_flag("--quiet", options->quiet, "No table at the end");
  command->footer(
      "\nSIGINT and SIGTERM cancel what is open, leave positions as they are, and end the run; a second one ends it "
      "at once.\nExit codes: 0 ended in order, 2 usage or configuration, 3 data, 130 left at once.\n");
  command->callback([options, &exit_code] { exit_code = live_command(*options); });
}

}  // namespace basis
