#include "tools/basis/trade_setup.hpp"

#include <fmt/format.h>

#include <charconv>

#include "tools/basis/commands.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/live_setup.hpp"
#include "tools/basis/run_options.hpp"
#include "venues/registry.hpp"
#include "venues/session_setup.hpp"

namespace basis {
namespace {

/// The mode whose configuration names every exchange.
constexpr const char* kModeOfAllVenues = "btc_basis";

Result<std::optional<net::Endpoint>> read_simulator(const TradeOptions& options) {
  if (options.simulator.empty()) {
    if (options.simulator_ca.empty()) return std::optional<net::Endpoint>();
    return Error(ErrorKind::usage, "--sim-ca: it is of a simulator, and there is no --simulator");
  }
  BASIS_TRY(net::Endpoint endpoint, parse_host_option("--simulator", options.simulator));
  endpoint.tls = !options.simulator_ca.empty();
  return std::optional(std::move(endpoint));
}

/// Who moves money on a live network says so.
Result<void> check_real_money(const TradeConfig& config, const TradeOptions& options) {
  const bool prod = config.environment.name == EnvironmentName::prod;
  if (config.simulator) {
    if (!prod) return ok();
    return Error(ErrorKind::usage,
                 "--simulator: BASIS_ENVIRONMENT=prod has the keys of real accounts (allowed: dev, staging)");
  }
  if (options.real_money || network_of(config.environment.name, config.node) != "live") return ok();
  return Error(ErrorKind::usage, fmt::format("BASIS_ENVIRONMENT={} moves real money: say so with --yes-real-money, or "
                                             "use a testnet",
                                             to_text(config.environment.name)));
}

/// What a lock is of: the same key at a simulator is another account.
std::string lock_key(const TradeConfig& config, const TradeAccess& access) {
  const std::string key(access.credentials.key.reveal());
  return config.simulator ? key + "@" + config.simulator->authority() : key;
}

}  // namespace

Result<Nanos> read_seconds(const std::string& option, const std::string& text) {
  std::int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (fault == std::errc{} && end == text.data() + text.size() && seconds >= 1 && seconds <= 3'600)
    return kSecond * seconds;
  return Error(ErrorKind::usage, fmt::format("{}: '{}' is no number of seconds (allowed: 1 to 3600)", option, text));
}

Result<TradeConfig> read_trade_config(const TradeOptions& options, bool changes) {
  TradeConfig config;
  BASIS_TRY(config.wait, read_seconds("--wait", options.wait));
  BASIS_TRY(config.simulator, read_simulator(options));
  BASIS_TRY(config.environment, parse_environment(process_environment()));
  BASIS_TRY(config.environment.check_execution_mode("trade", ExecutionMode::live));
  // Credentials are asked for by account: no other venue needs any.
  config.environment.execution_mode.reset();
  BASIS_TRY(const auto folder, find_config_dir(options.config_dir));
  const Overrides overrides = split_overrides(options.overrides);
  BASIS_TRY(config.node, load_node(folder, overrides.node));
  if (changes || config.simulator) {
    BASIS_TRY(check_real_money(config, options));
  }
  BASIS_TRY(config.loaded, load_config(folder, kModeOfAllVenues, overrides.others, config.environment));
  BASIS_TRY(const net::ProxySettings proxies, net::parse_proxies(process_environment()));
  net::NetworkSettings network{.proxies = proxies};
  if (!options.simulator_ca.empty()) network.ca_file = options.simulator_ca;
  BASIS_TRY(config.network, net::BeastNetwork::make(network));
  return config;
}

SessionSettings TradeAccess::session(const TradeConfig& config) const {
  SessionSettings settings;
  settings.endpoints = endpoints;
  settings.credentials = {Secret(credentials.key.reveal()), Secret(credentials.secret.reveal()),
                          Secret(credentials.passphrase.reveal())};
  settings.transport = order_transport(account.protocol, credentials, settings.endpoints.rest);
  settings.receive_window = config.node.receive_window;
  settings.withdrawal_addresses = withdrawal_addresses;
  return settings;
}

Result<std::unique_ptr<TradeAccess>> open_trade_access(const TradeConfig& config, const std::string& name,
                                                       bool changes) {
  auto access = std::make_unique<TradeAccess>();
  const Settings& settings = config.loaded.settings;
  BASIS_TRY(access->account, open_trade_account(settings, name));
  BASIS_TRY(access->withdrawal_addresses, withdrawal_addresses_of(settings, name, config.node));
  Result<wire::ApiCredentials> credentials = credentials_of(settings, name, config.environment);
  if (config.simulator) {
    const net::Endpoint& at = *config.simulator;
    access->endpoints = {at, at, at, at, at};
    if (!credentials) credentials = demo_credentials();
  } else {
    BASIS_TRY(access->endpoints, endpoints_of(settings, name, config.environment.name, config.node));
  }
  if (!credentials) return credentials.error();
  access->credentials = std::move(credentials).value();
  if (!changes) return access;
  const std::map<std::string, std::string> variables = process_environment();
  const auto runtime = variables.find("XDG_RUNTIME_DIR");
  const std::filesystem::path folder = lock_folder(runtime == variables.end() ? std::string() : runtime->second);
  BASIS_TRY(AccountLock lock, AccountLock::take(folder, lock_key(config, *access), name));
  access->lock.emplace(std::move(lock));
  return access;
}

Result<std::unique_ptr<TradeDesk>> open_trade_desk(const TradeConfig& config, const TradeAccess& access,
                                                   std::optional<MarketId> market) {
  TradeDesk::Parts parts;
  parts.account = &access.account;
  if (market) parts.markets = {*market};
  parts.network = config.network.get();
  parts.run = [&network = *config.network](Nanos limit) { network.run_for(limit); };
  parts.session = [&config, &access] { return access.session(config); };
  parts.interrupted = [] { return interrupted(); };
  parts.tell = [](const std::string& line) { fmt::print(stderr, "{}\n", line); };
  return TradeDesk::open(std::move(parts));
}

}  // namespace basis
