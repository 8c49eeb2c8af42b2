#include "tools/basis/live_run.hpp"

#include <fmt/format.h>

#include <array>
#include <set>

#include "core/execution/pair_terms.hpp"
#include "core/results/summary.hpp"
#include "core/strategy/strategy.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/version.hpp"
#include "tools/report/report_assets.hpp"
#include "tools/wallet/local_wallet.hpp"
#include "venues/alchemy/simulator.hpp"
#include "venues/registry.hpp"
#include "venues/session_setup.hpp"

namespace basis {
namespace {

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
  parts.remake = run.config.remake;
  parts.network = run.network;
  parts.session_settings = [&run](AccountId account, FeedVenue venue) -> Result<SessionSettings> {
    const AccountAccess& access = run.access.at(venue);
    SessionSettings made;
    BASIS_TRY(made.withdrawal_addresses,
              withdrawal_addresses_of(run.config.loaded.settings, run.markets.universe.name(account), run.config.node));
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
  parts.chain_client = run.chain.get();
  if (run.chain == nullptr)
    parts.chain = std::make_shared<SimulatedChain>(run.markets.universe, settings, *run.costs, run.config.capital);
  run.told.results = run.results.get();
  run.told.watch = run.watch.get();
  run.told.simulated = run.chain == nullptr ? run.wallet.get() : nullptr;
  run.told.share_class = settings.mode.share_class;
  parts.observer = &run.told;
  parts.trading = &run.told;
  parts.live = &run.told;
  parts.journal = run.kept.journal.get();
  parts.orders = run.kept.orders.get();
  parts.node_id = run.kept.node_id;
  parts.configuration = run.config.loaded.fingerprint;
  // What a chain outside the node tells is not noted, so that such a run cannot be run again.
  if (run.chain == nullptr) run.inputs = std::make_unique<NodeInputs>(*run.network, *run.recorder);
  parts.inputs = run.inputs.get();
  parts.began.settings = run.given;
  parts.began.capital = run.config.capital;
  parts.adopt = run.adopt;
  parts.starts_paused = run.starts_paused;
  parts.begins = [&run](Amount capital) { return run.results->begin(capital, run.node->now()); };
  return parts;
}

/// Whether everything that the mode uses can be reached by a live run.
Result<void> check_reach(const LiveMarkets& markets) {
  for (const MarketId market : markets.followed) {
    const FeedVenueInfo& venue = feed_venue_info(feed_venue_of(markets.universe[market]));
    if (!has_live_side(venue.venue))
      return Error(ErrorKind::usage,
                   fmt::format("{} cannot be traded live (what can: {}): set its share of hedge_allocation to 0",
                               venue.name, live_venue_names()));
  }
  return ok();
}

/// Where every venue of the run's simulator is reached.
Result<void> find_access(LiveRun& run) {
  for (const MarketId id : run.markets.followed) {
    const Market& market = run.markets.universe[id];
    const FeedVenue venue = feed_venue_of(market);
    if (run.access.contains(venue)) continue;
    BASIS_TRY(AccountAccess access,
              access_of(run.config, &run.simulator->endpoint(), run.markets.universe, *market.account, venue));
    run.access.emplace(venue, std::move(access));
  }
  return ok();
}

std::vector<std::string> assumptions_of(const LiveConfig& config) {
  std::vector<std::string> lines;
  lines.push_back(
      fmt::format("Decisions are made on the mids of the books, at multiples of {} s and at once after what "
                  "may need one.",
                  config.loaded.settings.mode.time_throttle_interval.count / kSecond.count));
  constexpr std::array kExchanges{
      std::pair(Against::sim, "The exchanges are simulated: their markets are drawn, and orders meet their books."),
      std::pair(Against::paper,
                "The exchanges are simulated: their markets follow the real ones' public data, and orders "
                "meet the real books without moving them."),
      std::pair(Against::real, "The exchanges are real.")};
  for (const auto& [against, text] : kExchanges)
    if (against == config.against) lines.emplace_back(text);
  if (config.chain == ChainPlace::local)
    lines.emplace_back(
        "The chain is a local one with the protocols' genuine contracts where they are published; its "
        "prices follow the simulated market.");
  else if (config.chain == ChainPlace::environment)
    lines.emplace_back("The chain is real.");
  else
    lines.emplace_back(config.simulated() ? "The chain is simulated in the node."
                                          : "There is no chain: what needs one is refused.");
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

/// How often a chain's last block is asked for: a local one has no limit of requests.
constexpr Nanos kLocalPoll{200'000'000};

/// Whom a local chain's run pays where nobody else is named: the last of the accounts that anvil has.
constexpr const char* kLocalOwner = "0xa0Ee7A142d267C1f36714E4a8F75612F20a79720";

/// The addresses that capital may be paid out to, as they are written on the chain.
Result<std::vector<std::string>> owners_of(const LiveRun& run) {
  std::vector<std::string> owners;
  for (const std::string& text : run.config.environment.withdrawal_allow_list) {
    const auto address = chain::Address::parse(text);
    if (!address)
      return Error(ErrorKind::usage,
                   fmt::format("environment: BASIS_WITHDRAWAL_ALLOW_LIST: '{}': {}", text, address.error().text()));
    owners.push_back(address.value().to_string());
  }
  if (owners.empty() && run.config.chain == ChainPlace::local) owners.emplace_back(kLocalOwner);
  return owners;
}

/// The wallet on a chain outside the node.
Result<void> open_chain(LiveRun& run) {
  const Settings& settings = run.config.loaded.settings;
  const bool local = run.config.chain == ChainPlace::local;
  if (local) {
    BASIS_TRY(run.wallet_access,
              read_local_wallet(settings, local_contracts(run.config), run.chain_process->endpoint()));
  }
  const WalletAccess& access = *run.wallet_access;
  ChainClient::Parts parts;
  parts.universe = &run.markets.universe;
  parts.settings = &settings;
  parts.network = run.network;
  parts.rpc = access.rpc;
  parts.chain_id = access.chain_id;
  parts.book = access.book;
  parts.wallet = access.wallet;
  parts.key = &*access.key;
  parts.of_the_run = local;
  parts.gas_file = run.config.folder / "gas_money";
  if (local) {
    parts.poll = kLocalPoll;
    parts.lane.confirmations = 1;
    parts.lane_file = run.config.folder / "transactions.db";
  } else {
    const auto process = process_environment();
    BASIS_TRY(parts.lane_file, lane_file({}, process, access));
    const auto runtime = process.find("XDG_RUNTIME_DIR");
    parts.locks = lock_folder(runtime == process.end() ? std::string() : runtime->second);
  }
  BASIS_TRY(parts.owners, owners_of(run));
  parts.alert = [&run](const std::string& kind, const std::string& text) {
    run.told.alert("wallet", {kind, text}, run.network->now_utc());
  };
  BASIS_TRY(run.chain, ChainClient::create(std::move(parts)));
  return ok();
}

/// The processes that a run against a simulator has: its local chain, and the exchanges.
Result<void> open_services(LiveRun& run, const LiveOptions& options) {
  if (run.config.chain == ChainPlace::local) {
    BASIS_TRY(run.chain_process, open_local_chain(run.config, options, run.kept.first));
  }
  std::set<std::string> venues;
  for (const MarketId market : run.markets.followed) venues.insert(run.markets.universe[market].venue);
  BASIS_TRY(run.simulator,
            open_simulator(run.config, options, venues, run.chain_process ? &*run.chain_process : nullptr));
  BASIS_TRY(share_clock(run));
  BASIS_TRY(find_access(run));
  if (run.config.chain == ChainPlace::simulated)
    run.wallet = std::make_unique<SimWallet>(run.markets.universe, *run.network, run.simulator->endpoint());
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

}  // namespace

Result<void> check_live_run(LiveRun& run) {
  const Settings& settings = run.config.loaded.settings;
  BASIS_TRY(run.markets, live_markets(settings));
  BASIS_TRY(check_reach(run.markets));
  run.costs.emplace(settings.mode.execution, settings.venues.at("alchemy"), run.no_costs);
  run.context.emplace(RunContext{run.markets.universe, settings, *run.costs});
  BASIS_TRY(make_strategy({run.markets.universe, settings, *run.costs}));
  BASIS_TRY(const net::ProxySettings proxies, net::parse_proxies(process_environment()));
  BASIS_TRY(run.sockets, net::BeastNetwork::make({.proxies = proxies}));
  run.network = run.sockets.get();
  return ok();
}

Result<void> prepare_live_run(LiveRun& run, const LiveOptions& options, LiveFolder folder) {
  run.adopt = options.adopt;
  run.given = options.overrides;
  BASIS_TRY(run.kept, open_journal(folder.path()));
  if (!run.kept.first && options.capital)
    return Error(ErrorKind::usage, "--capital: this run goes on with what it has: leave it out");
  BASIS_TRY(run.shipping, LiveShipping::open(run));
  if (run.config.simulated()) {
    BASIS_TRY(open_services(run, options));
  }
  if (run.config.chain != ChainPlace::simulated) {
    BASIS_TRY(open_chain(run));
  }
  BASIS_TRY(run.recorder, SessionRecorder::create(recording_of(folder.path()), run.network->now_utc()));
  LiveResults::Parts results;
  results.context = &*run.context;
  results.assets = report_assets();
  results.journal = run.kept.journal.get();
  results.complete = [&run](RunSummary& summary) { complete(summary, run.config); };
  BASIS_TRY(run.results, LiveResults::open(std::move(folder), std::move(results)));
  run.watch = std::make_unique<NodeWatch>(run.markets.universe);
  run.starts_paused = options.paused;
  BASIS_TRY(run.control, LiveControl::open(run, options, *run.watch));
  BASIS_TRY(run.node, LiveNode::create(parts_of(run)));
  return ok();
}

}  // namespace basis
