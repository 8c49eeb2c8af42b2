#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <set>
#include <tuple>

#include "core/config/load_config.hpp"
#include "core/config/node.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/fetch_chain.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/progress.hpp"
#include "tools/basis/run_options.hpp"
#include "tools/fetch/history_fetch.hpp"
#include "venues/net/beast_network.hpp"
#include "venues/registry.hpp"
#include "venues/session_setup.hpp"

namespace basis {
namespace {

/// The mode whose venues are asked; it names every exchange.
constexpr std::string_view kVenuesOfFetch = "btc_basis";
constexpr Nanos kPoll{50'000'000};

struct FetchOptions {
  std::string folder;
  std::vector<std::string> venues;
  std::vector<std::string> markets;
  std::vector<std::string> products;
  std::string from;
  std::string to;
  std::string host;
  std::string config_dir;
  bool quiet = false;
  bool chain = false;
  ChainFetchOptions of_chain;
};

/// What is fetched. The markets are pointed to by the sources.
struct FetchPlan {
  UtcTime from, to;
  std::vector<std::unique_ptr<Market>> markets;
  std::vector<FetchSource> sources;
};

Result<UtcTime> whole_hour(const std::string& option, const std::string& text) {
  BASIS_TRY(const UtcTime time, parse_time_option(option, text));
  if (time == time.snap(kHour)) return time;
  return Error(ErrorKind::usage,
               fmt::format("{}: '{}' is no whole hour (allowed: 2024-05-12 or 2024-05-12T06:00:00Z)", option, text));
}

Result<void> check_choices(const FetchOptions& options, const Settings& settings) {
  std::vector<std::string> exchanges;
  std::set<std::string> symbols;
  for (const auto& [name, venue] : settings.venues) {
    if (venue.kind != "cex") continue;
    exchanges.push_back(name);
    for (const auto& [symbol, rules] : venue.spot) symbols.insert(symbol);
    for (const auto& [symbol, rules] : venue.perp) symbols.insert(symbol);
  }
  for (const std::string& venue : options.venues)
    if (std::ranges::find(exchanges, venue) == exchanges.end())
      return Error(ErrorKind::usage,
                   fmt::format("--venues: '{}' is not a choice (allowed: {})", venue, fmt::join(exchanges, ",")));
  for (const std::string& market : options.markets)
    if (!symbols.contains(market))
      return Error(ErrorKind::usage,
                   fmt::format("--markets: '{}' is not a choice (allowed: {})", market, fmt::join(symbols, ",")));
  for (const std::string& product : options.products)
    if (product != "spot" && product != "perp")
      return Error(ErrorKind::usage, fmt::format("--products: '{}' is not a choice (allowed: spot,perp)", product));
  return ok();
}

bool wanted(const std::vector<std::string>& names, std::string_view name) {
  return names.empty() || std::ranges::find(names, name) != names.end();
}

template <class Markets>
Result<void> add_source(const FetchOptions& options, const VenueSettings& venue, const Markets& markets,
                        Product product, const Settings& settings, const NodeSettings& node, FetchPlan& plan) {
  FetchSource source;
  source.venue = venue.name;
  for (const auto& [symbol, rules] : markets) {
    if (!wanted(options.markets, symbol)) continue;
    BASIS_TRY(Market market, configured_market(rules, product, venue.name));
    plan.markets.push_back(std::make_unique<Market>(std::move(market)));
    source.markets.push_back(plan.markets.back().get());
  }
  if (source.markets.empty()) return ok();
  BASIS_TRY(source.dialects, make_history(venue.name, product));
  if (!options.host.empty()) {
    auto endpoint = net::Endpoint::parse("http://" + options.host);
    if (!endpoint || !endpoint.value().path.empty())
      return Error(ErrorKind::usage,
                   fmt::format("--host: '{}' is no host with a port (allowed: 127.0.0.1:9000)", options.host));
    source.rest = std::move(endpoint).value();
  } else {
    // A test network has a history of its own, which is nobody's.
    const std::string& account = product == Product::spot ? venue.accounts.spot : venue.accounts.perp;
    BASIS_TRY(SessionEndpoints endpoints, endpoints_of(settings, account, EnvironmentName::prod, node));
    source.rest = std::move(endpoints.rest);
  }
  plan.sources.push_back(std::move(source));
  return ok();
}

/// The first hour and the last.
Result<std::pair<UtcTime, UtcTime>> read_range(const FetchOptions& options) {
  BASIS_TRY(const UtcTime from, whole_hour("--from", options.from));
  BASIS_TRY(const UtcTime to, whole_hour("--to", options.to));
  if (to < from)
    return Error(ErrorKind::usage, fmt::format("--to: '{}' is before --from '{}'", options.to, options.from));
  return std::pair(from, to);
}

Result<FetchPlan> make_plan(const FetchOptions& options) {
  FetchPlan plan;
  BASIS_TRY(const auto range, read_range(options));
  std::tie(plan.from, plan.to) = range;
  BASIS_TRY(Environment environment, parse_environment(process_environment()));
  environment.execution_mode.reset();
  BASIS_TRY(const auto folder, find_config_dir(options.config_dir));
  BASIS_TRY(const NodeSettings node, load_node(folder, {}));
  BASIS_TRY(const LoadedConfig loaded, load_config(folder, std::string(kVenuesOfFetch), {}, environment));
  BASIS_TRY(check_choices(options, loaded.settings));
  for (const std::string& name : options.venues) {
    const VenueSettings& venue = loaded.settings.venues.at(name);
    if (wanted(options.products, "spot")) {
      BASIS_TRY(add_source(options, venue, venue.spot, Product::spot, loaded.settings, node, plan));
    }
    if (wanted(options.products, "perp")) {
      BASIS_TRY(add_source(options, venue, venue.perp, Product::linear, loaded.settings, node, plan));
    }
  }
  if (plan.sources.empty()) return Error(ErrorKind::usage, "--markets: these venues list none of them");
  return plan;
}

/// Absent: it was interrupted; what the folder has is whole.
Result<std::optional<HistoryFetch::Report>> fetch(const FetchOptions& options, FetchPlan plan) {
  Manifest manifest(options.folder);
  BASIS_TRY(manifest.open());
  BASIS_TRY(const net::ProxySettings proxies, net::parse_proxies(process_environment()));
  BASIS_TRY(const auto network, net::BeastNetwork::make({.proxies = proxies}));
  HistoryFetch work(manifest, plan.from, plan.to, std::move(plan.sources), *network);
  Progress bar("fetch", work.progress().second, options.quiet);
  work.start();
  while (!work.done() && !interrupted()) {
    network->run_for(kPoll);
    bar.update(work.progress().first);
  }
  if (!work.done()) return std::optional<HistoryFetch::Report>();
  BASIS_TRY(HistoryFetch::Report report, work.result());
  BASIS_TRY(describe_fetched(manifest));
  return std::optional(std::move(report));
}

/// What goes with the exchanges alone, and what with the chain alone.
Result<void> check_source(const FetchOptions& options) {
  if (options.chain == !options.venues.empty()) return Error(ErrorKind::usage, "--venues or --chain: one of them");
  const bool of_exchanges = !options.markets.empty() || !options.products.empty() || !options.host.empty();
  if (options.chain && of_exchanges)
    return Error(ErrorKind::usage, "--chain: goes without --markets, --products and --host");
  if (!options.chain && !options.of_chain.series.empty()) return Error(ErrorKind::usage, "--series: goes with --chain");
  return ok();
}

int run_chain(const FetchOptions& options) {
  const auto range = read_range(options);
  if (!range) return report_error(range.error());
  ChainFetchOptions asked = options.of_chain;
  asked.folder = options.folder;
  std::tie(asked.from, asked.to) = range.value();
  asked.config_dir = options.config_dir;
  asked.quiet = options.quiet;
  return fetch_chain(asked);
}

int run_fetch(const FetchOptions& options) {
  catch_interrupts();
  if (const auto checked = check_source(options); !checked) return report_error(checked.error());
  if (options.chain) return run_chain(options);
  auto plan = make_plan(options);
  if (!plan) return report_error(plan.error());
  const auto done = fetch(options, std::move(plan).value());
  if (!done) return report_error(done.error());
  if (!done.value()) {
    fmt::print(stderr, "basis: interrupted; the same command goes on with {}\n", options.folder);
    return kExitInterrupted;
  }
  for (const std::string& line : done.value()->differing) fmt::print(stderr, "basis: {}\n", line);
  for (const std::string& line : done.value()->faults) fmt::print(stderr, "basis: {}\n", line);
  if (!options.quiet) fmt::print("{} new rows in {}\n", done.value()->rows, options.folder);
  return done.value()->faults.empty() ? kExitDone : kExitData;
}

}  // namespace

void add_fetch_command(CLI::App& data, int& exit_code) {
  CLI::App* command = data.add_subcommand(
      "fetch",
      "Fetch hourly history into a data folder: candles, marks, funding and rules from exchanges, or Aave, rates\n"
      "of staked tokens and gas from a chain");
  auto options = std::make_shared<FetchOptions>();
  const auto list = [&](const char* name, std::vector<std::string>& to, const char* text) {
    return command->add_option(name, to, text)
        ->delimiter(',')
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  };
  command->add_option("folder", options->folder, "Folder that is new, empty, or was fetched before")->required();
  list("--venues", options->venues, "Exchanges, by commas: binance,bybit,okx");
  command->add_flag("--chain", options->chain,
                    "The chain of the environment's ALCHEMY__RPC_URL, a node with old states");
  list("--markets", options->markets, "Symbols as series name them, by commas: BTCUSDT (default: all configured)");
  list("--products", options->products, "spot, perp, or both by commas (default: both)");
  command->add_option("--from", options->from, "First hour, UTC")->required();
  command->add_option("--to", options->to, "Last hour, included; at most the last that has ended")->required();
  list("--series", options->of_chain.series, "With --chain: aave_v3/WETH,lst/weETH_oracle,gas/ethereum (default: all)");
  command->add_option("--rate", options->of_chain.rate, "With --chain: calls a second (default: 15)");
  command->add_option("--batch", options->of_chain.batch, "With --chain: calls in one request (default: 20)");
  command->add_option("--host", options->host, "Host and port of a simulator instead of the venues: 127.0.0.1:9000");
  command->add_option("--config", options->config_dir, "Folder with modes/, venues/ and share_classes/");
  command->add_flag("--quiet", options->quiet, "No progress bar, no summary");
  command->footer(
      "\nEvery page is whole on disk before the next one is asked for: a fetch that was killed goes on by the same\n"
      "command, and run again later it adds what is new. manifest.json has the files' hashes, rows and spans;\n"
      "a file that was changed is refused. Marks and rules are for people and programs: no mode reads them.\n"
      "Exit codes: 0 done, 2 usage, 3 data, or a series could not be fetched, 130 interrupted.\n");
  command->callback([options, &exit_code] { exit_code = run_fetch(*options); });
}

}  // namespace basis
