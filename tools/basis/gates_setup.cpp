#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "actors/alerts/webhook_sink.hpp"
#include "core/history/history.hpp"
#include "core/strategy/strategy.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/data_source.hpp"
#include "tools/basis/gates.hpp"
#include "venues/registry.hpp"
#include "venues/session_setup.hpp"

namespace basis {
namespace {

constexpr const char* kVariablesAdvice = "configs/env.unified.example lists the variables";
constexpr const char* kFilesAdvice = "mend the file, or the --set";
/// Mainnet, the one chain whose money is real.
constexpr std::uint64_t kMainnet = 1;

void fail_lines(GateRows& rows, const std::string& checked, const Error& error, const std::string& advice) {
  for (const std::string& line : error.lines) rows.fail(checked, line, advice);
}

/// Production's keys are for production's venues, and nothing else's are.
void look_at_environment(CheckRun& run, GateRows& rows) {
  const EnvironmentName name = run.environment->name;
  const std::string value(to_text(name));
  if (name != EnvironmentName::prod || run.world == World::backtest) return rows.pass("BASIS_ENVIRONMENT", value);
  if (run.world == World::sim)
    return rows.fail("BASIS_ENVIRONMENT", "prod has the keys of real accounts, and the exchanges are simulated",
                     "BASIS_ENVIRONMENT=dev or staging");
  if (run.options->real_money) return rows.pass("BASIS_ENVIRONMENT", "prod: real money, and --yes-real-money says so");
  rows.warn("BASIS_ENVIRONMENT", "prod trades real money", "a run wants --yes-real-money");
}

/// The hosts to which an account's keys go.
std::set<std::string> private_hosts(const EndpointSettings& endpoints) {
  std::set<std::string> hosts;
  for (const std::string& url : {endpoints.private_streams, endpoints.orders})
    if (const auto endpoint = net::Endpoint::parse(url)) hosts.insert(endpoint.value().host);
  return hosts;
}

/// A host of live accounts that the configuration also has under a network of test accounts, or the reverse.
std::string shared_host(const VenueSettings& venue, const std::string& network, const std::string& market) {
  const auto of = [&](const std::string& other) -> const EndpointSettings* {
    const auto found = venue.endpoints.find(other);
    if (found == venue.endpoints.end()) return nullptr;
    const auto one = found->second.find(market);
    return one == found->second.end() ? nullptr : &one->second;
  };
  const EndpointSettings* const ours = of(network);
  if (ours == nullptr) return {};
  for (const auto& [other, markets] : venue.endpoints) {
    const EndpointSettings* const theirs = of(other);
    if (theirs == nullptr || (other == "live") == (network == "live")) continue;
    for (const std::string& host : private_hosts(*ours))
      if (private_hosts(*theirs).contains(host))
        return fmt::format("venues.{}.endpoints.{}.{} names {}, which is of {}", venue.name, network, market, host,
                           other);
  }
  return {};
}

/// Keys that two environments have, one of which is production.
void look_for_shared_keys(GateRows& rows) {
  constexpr std::string_view kProd = "BASIS_PROD__";
  const auto variables = process_environment();
  const auto is_key = [](std::string_view name) { return name.ends_with("_API_KEY") || name.ends_with("PRIVATE_KEY"); };
  for (const auto& [name, value] : variables) {
    if (!name.starts_with(kProd) || !is_key(name) || value.empty()) continue;
    for (const auto& [other, same] : variables)
      if (!other.starts_with(kProd) && other.starts_with("BASIS_") && is_key(other) && same == value)
        rows.fail(name, fmt::format("{} has the same key", other), "one of both is of the other's environment");
  }
}

void look_at_wallet_environment(CheckRun& run, GateRows& rows) {
  const WalletAccess& access = *run.live->wallet_access;
  const EnvironmentName name = run.config().environment.name;
  const bool mainnet = access.chain_id == kMainnet;
  const std::string found =
      fmt::format("environment {}: chain {} ({})", to_text(name), access.chain_id, access.network);
  if (name == EnvironmentName::prod && !mainnet) return rows.fail("wallet", found, "prod is for mainnet, chain 1");
  if (name == EnvironmentName::dev && mainnet)
    return rows.fail("wallet", found, "dev is for test networks: mainnet is prod's or staging's");
  rows.pass("wallet", found);
}

}  // namespace

void look_at_switches(CheckRun& run, GateRows& rows) {
  auto environment = parse_environment(process_environment());
  if (!environment) return fail_lines(rows, "environment", environment.error(), kVariablesAdvice);
  run.environment = std::move(environment).value();
  rows.pass("BASIS_DEPLOYMENT_MODE", std::string(to_text(run.environment->deployment_mode)));
  look_at_environment(run, rows);
  const bool backtest = run.world == World::backtest;
  const ExecutionMode mode = backtest ? ExecutionMode::backtest : ExecutionMode::live;
  const auto fits = run.environment->check_execution_mode(to_text(mode), mode);
  if (!fits) return rows.fail("BASIS_EXECUTION_MODE", fits.error().text(), fmt::format("set it to {}", to_text(mode)));
  rows.pass("BASIS_EXECUTION_MODE",
            run.environment->execution_mode ? std::string(to_text(mode)) : fmt::format("not set: {}", to_text(mode)));
}

namespace {

void look_at_backtest_configuration(CheckRun& run, GateRows& rows) {
  const CheckOptions& options = *run.options;
  PreparedRun prepared;
  const auto folder = find_config_dir(options.config_dir);
  if (!folder) return fail_lines(rows, "files", folder.error(), "");
  prepared.environment = std::move(*run.environment);
  // The command is a backtest, whatever else the switch says.
  prepared.environment.execution_mode = ExecutionMode::backtest;
  auto loaded = load_config(folder.value(), options.mode, options.overrides, prepared.environment, IdleKeys::refused);
  if (!loaded) return fail_lines(rows, options.mode, loaded.error(), kFilesAdvice);
  prepared.config = std::move(loaded).value();
  auto capital = parse_capital(options.capital, prepared.config.settings);
  if (!capital) return fail_lines(rows, "capital", capital.error(), "");
  prepared.capital = capital.value();
  rows.pass(options.mode, "fingerprint " + prepared.config.fingerprint);
  for (const std::string& warning : prepared.config.warnings) rows.warn(options.mode, warning, "");
  run.backtest = std::move(prepared);
  run.configured = true;
}

}  // namespace

void look_at_configuration(CheckRun& run, GateRows& rows) {
  if (!run.environment) return rows.skip("files", "the environment cannot be read");
  if (run.world == World::backtest) return look_at_backtest_configuration(run, rows);
  LiveOptions options = *run.options;
  // What a run wants said is a row of the switches.
  options.real_money = true;
  auto config = read_live_config(options, std::move(*run.environment));
  if (!config) return fail_lines(rows, options.mode, config.error(), kFilesAdvice);
  run.live->config = std::move(config).value();
  // A simulator that runs has no local chain: the environment may name one.
  if (options.chain.empty() && run.simulator && run.config().chain == ChainPlace::local)
    run.live->config.chain = ChainPlace::environment;
  if (const auto made = check_live_run(*run.live); !made)
    return fail_lines(rows, options.mode, made.error(), kFilesAdvice);
  if (run.world == World::sim) run.capital = run.config().capital;
  run.configured = true;
  rows.pass(options.mode, "fingerprint " + run.config().loaded.fingerprint);
  rows.pass("node.yaml", fmt::format("orders of at most {} USDT, {} USDT in all",
                                     run.config().node.maximum_order_notional.to_string(),
                                     run.config().node.maximum_gross.to_string()));
  for (const std::string& warning : run.config().loaded.warnings) rows.warn(options.mode, warning, "");
}

void look_at_data(CheckRun& run, GateRows& rows) {
  if (!run.configured) return rows.skip("history", "no configuration");
  PreparedRun& prepared = *run.backtest;
  const auto from = parse_time_option("--from", run.options->from);
  const auto to = parse_time_option("--to", run.options->to);
  // Both were read before.
  if (!from || !to) return;
  prepared.from = from.value();
  prepared.to = to.value();
  RunOptions options;
  options.data = run.options->data;
  const auto history = read_history(prepared, options);
  if (!history)
    return fail_lines(rows, "history", history.error(), "basis data validate tells of all series; docs/data.md");
  rows.pass("history", fmt::format("{}: {} hours of {} series from {} to {}", history.value().dataset,
                                   history.value().hours, series_needed(prepared.config.settings).size(),
                                   prepared.from.to_string(), prepared.to.to_string()));
  for (const std::string& remark : history.value().remarks) rows.warn("history", remark, "");
  for (const auto& [rule, filled] : history.value().fills_from)
    if (filled > 0) rows.warn("history", fmt::format("{} rows were filled by the rule {}", filled, rule), "");
}

void look_at_credentials(CheckRun& run, GateRows& rows) {
  if (!run.configured) return rows.skip("accounts", "no configuration");
  if (run.world == World::sim && run.starts) return;  // those of a simulator of its own
  if (run.world == World::sim && !run.simulator) return rows.skip("accounts", "no simulator");
  LiveRun& live = *run.live;
  const Environment& environment = run.config().environment;
  for (const auto& [venue, account] : run.venues()) {
    const std::string& name = live.markets.universe.name(account);
    const std::string words(feed_venue_info(venue).name);
    auto credentials = credentials_of(run.settings(), name, environment);
    auto access =
        access_of(run.config(), run.simulator ? &*run.simulator : nullptr, live.markets.universe, account, venue);
    if (run.world == World::real && !credentials) {
      fail_lines(rows, words, credentials.error(), kVariablesAdvice);
      continue;
    }
    if (!access) {
      // Of a missing endpoint the gate of endpoints tells.
      rows.skip(words, run.world == World::real ? "no endpoint" : access.error().text());
      continue;
    }
    rows.pass(words, run.simulator && !credentials ? "the simulator's demo account"
                                                   : fmt::format("set for {}", to_text(environment.name)));
    if (run.simulator && credentials) access.value().credentials = std::move(credentials).value();
    live.access.emplace(venue, std::move(access).value());
  }
  if (run.config().chain != ChainPlace::environment) return;
  auto wallet = read_wallet_access(environment, run.settings(), true);
  if (!wallet) return fail_lines(rows, "wallet", wallet.error(), kVariablesAdvice);
  rows.pass("wallet", wallet.value().wallet.to_string());
  live.wallet_access = std::move(wallet).value();
  look_at_wallet_environment(run, rows);
}

void look_at_endpoints(CheckRun& run, GateRows& rows) {
  if (!run.configured) return rows.skip("accounts", "no configuration");
  const EnvironmentName environment = run.config().environment.name;
  const std::string network(network_of(environment, run.config().node));
  for (const auto& [protocol, account] : run.venues()) {
    const std::string& name = run.live->markets.universe.name(account);
    const std::string words(feed_venue_info(protocol).name);
    const auto endpoints = endpoints_of(run.settings(), name, environment, run.config().node);
    if (!endpoints) {
      fail_lines(rows, words, endpoints.error(), "the venue's file lists what there is");
      continue;
    }
    const VenueSettings& venue = run.settings().venues.at(run.live->markets.universe.venue_of(account));
    const std::string market = venue.accounts.perp == name && !venue.perp.empty() ? "perp" : "spot";
    if (const std::string shared = shared_host(venue, network, market); !shared.empty())
      rows.fail(words, shared, "keys of one network must not go to the other");
    else if (environment == EnvironmentName::staging && network == "live")
      rows.warn(words, "staging connects to the live network: " + endpoints.value().rest.host, "its money is real");
    else
      rows.pass(words,
                fmt::format("environment {}: {}: {}", to_text(environment), network, endpoints.value().rest.host));
  }
  look_for_shared_keys(rows);
}

void look_at_alerts(CheckRun& run, GateRows& rows) {
  if (!run.configured) return rows.skip("sinks", "no configuration");
  const Environment& environment = run.config().environment;
  if (environment.alert_webhook.is_set()) {
    const auto url = WebhookUrl::parse(environment.alert_webhook);
    if (!url)
      fail_lines(rows, "webhook", url.error(), kVariablesAdvice);
    else if (!url.value().endpoint.tls)
      rows.warn("webhook", url.value().endpoint.authority() + " is reached without TLS", "https://, unless it is near");
    else
      rows.pass("webhook", url.value().endpoint.authority());
  }
  if (environment.alert_command.is_set()) rows.pass("command", "set");
  if (environment.alert_webhook.is_set() || environment.alert_command.is_set()) return;
  if (run.world == World::sim) return rows.skip("sinks", "none is set");
  rows.warn("sinks", "none is set: nobody hears of alerts", "BASIS_ALERT_WEBHOOK, BASIS_ALERT_COMMAND");
}

}  // namespace basis
