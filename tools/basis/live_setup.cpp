#include "tools/basis/live_setup.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <random>

#include "core/base/json_reader.hpp"
#include "core/results/replace_file.hpp"
#include "tools/basis/chain_start_local.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/run_options.hpp"
#include "venues/registry.hpp"
#include "venues/session_setup.hpp"

namespace basis {
namespace {

/// A simulator on this machine answers within this time.
constexpr Nanos kAnswers = kSecond * 5;
/// The simulator ends by itself when nobody has spoken to it for so long.
constexpr const char* kIdleSeconds = "600";
/// Of this run's accounts at its simulator.
constexpr const char* kDemoKey = "demo-key";
constexpr const char* kDemoSecret = "demo-secret";
constexpr const char* kDemoPassphrase = "demo-passphrase";
/// A request's receive window, seconds of the exchanges' time, still holds what a machine takes to send it.
constexpr std::int64_t kMostSpeed = 100;
constexpr std::size_t kNodeIdLength = 6;
/// Its parts are fetched and compiled at the first start.
constexpr int kChainStarts = 600;
constexpr std::uint64_t kLocalChain = 31'337;
/// Ether of a local chain's wallet for modes that hold another currency.
constexpr const char* kGasMoney = "5";

constexpr std::array<std::pair<Against, std::string_view>, 3> kAgainst{
    {{Against::sim, "sim"}, {Against::paper, "paper"}, {Against::real, "real"}}};

Result<Against> parse_against(const std::string& text) {
  for (const auto& [against, name] : kAgainst)
    if (text == name) return against;
  return Error(ErrorKind::usage, fmt::format("--against: '{}' is not a choice (allowed: sim | paper | real)", text));
}

/// Where the chain is when nothing is said: where the mode needs one.
Result<ChainPlace> parse_chain(const std::string& text, Against against, const Settings& settings) {
  const bool needed = has_protocols(settings);
  if (text.empty()) {
    if (!needed) return ChainPlace::simulated;
    return against != Against::real ? ChainPlace::local : ChainPlace::environment;
  }
  if (text == "simulated" && needed)
    return Error(ErrorKind::usage, fmt::format("--chain: mode '{}' holds positions in protocols, and a live run has no "
                                               "simulation of them (allowed: {})",
                                               settings.mode.mode, against != Against::real ? "local" : "environment"));
  if (text == "simulated") return ChainPlace::simulated;
  if (text == "local" && against != Against::real) return ChainPlace::local;
  if (text == "environment" && against == Against::real) return ChainPlace::environment;
  return Error(ErrorKind::usage,
               fmt::format("--chain: '{}' is not a choice (allowed with --against {}: {})", text, against_name(against),
                           against != Against::real ? "local | simulated" : "environment | simulated"));
}

Result<std::optional<Nanos>> parse_seconds(const std::string& text) {
  if (text.empty()) return std::optional<Nanos>();
  std::int64_t seconds = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (fault != std::errc{} || end != text.data() + text.size() || seconds < 1 || seconds > 1'000'000'000)
    return Error(ErrorKind::usage, fmt::format("--for: '{}' is no number of seconds (allowed: 1 to 1000000000)", text));
  return std::optional(kSecond * seconds);
}

Result<std::int64_t> parse_factor(const std::string& text) {
  std::int64_t times = 0;
  const char* const end = text.data() + text.size();
  const auto [at, fault] = std::from_chars(text.data(), end, times);
  if (fault == std::errc{} && at + 1 == end && *at == 'x' && times >= 1 && times <= kMostSpeed) return times;
  return Error(ErrorKind::usage, fmt::format("--speed: '{}' is not a choice (allowed: 1x to {}x)", text, kMostSpeed));
}

Result<void> check_paper(const LiveOptions& options) {
  if (options.speed != "1x") return Error(ErrorKind::usage, "--speed: real markets have their own time");
  if (options.paper_host.empty()) return ok();
  BASIS_TRY(parse_host_option("--paper-host", options.paper_host));
  return ok();
}

Result<void> check_real(const LiveOptions& options, const Environment& environment) {
  if (options.speed != "1x") return Error(ErrorKind::usage, "--speed: real venues have their own time");
  if (options.capital)
    return Error(ErrorKind::usage, "--capital: against real venues the capital is what the exchanges hold");
  if (environment.name == EnvironmentName::prod && !options.real_money)
    return Error(ErrorKind::usage,
                 "BASIS_ENVIRONMENT=prod trades real money: say so with --yes-real-money, or use dev or staging");
  return ok();
}

/// Letters and digits by which the orders of this node are known for ever.
std::string new_node_id() {
  constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyz0123456789";
  std::random_device random;
  std::string id;
  while (id.size() < kNodeIdLength) id += kLetters[random() % kLetters.size()];
  return id;
}

}  // namespace

std::string_view against_name(Against against) {
  return std::ranges::find(kAgainst, against, &std::pair<Against, std::string_view>::first)->second;
}

Result<LiveConfig> read_live_config(const LiveOptions& options) {
  BASIS_TRY(parse_against(options.against));
  BASIS_TRY(Environment environment, parse_environment(process_environment()));
  BASIS_TRY(environment.check_execution_mode("live", ExecutionMode::live));
  return read_live_config(options, std::move(environment));
}

Result<LiveSettings> read_live_settings(const std::string& config_dir, const std::string& mode,
                                        const std::vector<std::string>& given, Environment& environment) {
  BASIS_TRY(const auto folder, find_config_dir(config_dir));
  Overrides overrides = split_overrides(given);
  // What takes time does so at the venues, and the node waits for it.
  overrides.others.emplace_back("execution.delays=none");
  // Credentials are asked for by account: no other venue of the mode needs any.
  environment.execution_mode.reset();
  auto node = load_node(folder, overrides.node);
  std::vector<Override> given_for_mode;
  for (const std::string& text : overrides.others) given_for_mode.push_back({text});
  auto files = read_config_files(folder, mode);
  auto loaded = files ? load_overridden_config(files.value(), given_for_mode, environment) : files.error();
  std::vector<std::string> faults;
  if (!node) faults = node.error().lines;
  if (!loaded) faults.insert(faults.end(), loaded.error().lines.begin(), loaded.error().lines.end());
  if (!faults.empty()) return Error(ErrorKind::usage, std::move(faults));
  return LiveSettings{std::move(node).value(), std::move(loaded).value(),
                      remake_mode(std::move(files).value(), std::move(given_for_mode))};
}

Result<LiveConfig> read_live_config(const LiveOptions& options, Environment environment) {
  LiveConfig config;
  BASIS_TRY(config.against, parse_against(options.against));
  BASIS_TRY(config.run_for, parse_seconds(options.seconds));
  BASIS_TRY(config.speed, parse_factor(options.speed));
  config.environment = std::move(environment);
  if (config.against == Against::real) {
    BASIS_TRY(check_real(options, config.environment));
  }
  if (config.against == Against::paper) {
    BASIS_TRY(check_paper(options));
  } else if (!options.paper_host.empty()) {
    return Error(ErrorKind::usage, "--paper-host: it goes with --against paper");
  }
  BASIS_TRY(LiveSettings read,
            read_live_settings(options.config_dir, options.mode, options.overrides, config.environment));
  config.node = std::move(read.node);
  config.loaded = std::move(read.loaded);
  config.remake = std::move(read.remake);
  BASIS_TRY(config.chain, parse_chain(options.chain, config.against, config.loaded.settings));
  if (config.simulated()) {
    BASIS_TRY(config.capital, parse_capital(options.capital, config.loaded.settings));
  }
  config.folder = options.out.empty() ? std::filesystem::path(config.environment.results_dir.value_or("results")) /
                                            ("live-" + options.mode)
                                      : std::filesystem::path(options.out);
  return config;
}

Result<LiveJournal> open_journal(const std::filesystem::path& folder) {
  LiveJournal made;
  const std::filesystem::path file = folder / "journal.db";
  std::error_code code;
  if (std::filesystem::exists(file, code)) {
    BASIS_TRY(made.journal, Journal::open(file));
  } else {
    BASIS_TRY(made.journal, Journal::create(file));
  }
  BASIS_TRY(made.orders, OrderLog::open(folder / "orders.log"));
  made.first = !made.journal->has_boots();
  if (made.first) {
    made.node_id = new_node_id();
  } else {
    BASIS_TRY(const journal::BootBegan last, made.journal->last_boot());
    made.node_id = last.node_id;
  }
  return made;
}

bool has_protocols(const Settings& settings) {
  return std::ranges::any_of(settings.mode.instruments, [&settings](const std::string& key) {
    const auto venue = settings.venues.find(key.substr(0, key.find(':')));
    return venue != settings.venues.end() && (venue->second.lending || venue->second.staking);
  });
}

std::filesystem::path local_contracts(const LiveConfig& config) {
  return std::filesystem::absolute(config.folder) / "chain.contracts.json";
}

Result<ServiceProcess> open_local_chain(const LiveConfig& config, const LiveOptions& options, bool first) {
  BASIS_TRY(const LocalChainFiles files, local_chain_files(options.config_dir, options.chain_folder));
  ServiceProcess::Options process;
  process.name = "chain";
  process.said = "the local chain";
  process.folder = std::filesystem::absolute(config.folder);
  process.program = files.script;
  process.speed = config.speed;
  process.starts_seconds = kChainStarts;
  const bool ether = config.loaded.settings.mode.share_class == kEther;
  process.arguments = {files.script.string(),
                       files.folder.string(),
                       "--port",
                       "0",
                       "--chain-id",
                       std::to_string(kLocalChain),
                       "--mining",
                       "manual",
                       "--addresses",
                       local_contracts(config).string(),
                       "--state",
                       ServiceProcess::state_file(process.folder, process.name).string(),
                       "--fund",
                       ether ? fmt::format("ETH={},USDT=0", config.capital.to_string())
                             : fmt::format("ETH={},USDT={}", kGasMoney, config.capital.to_string())};
  BASIS_TRY(ServiceProcess opened, ServiceProcess::open(process));
  if (first || opened.known()) return opened;
  static_cast<void>(opened.stop());
  return Error(ErrorKind::usage, fmt::format("{}: the run's local chain is gone, and with it what the run held there: "
                                             "begin a new run in another folder",
                                             ServiceProcess::state_file(process.folder, process.name).string()));
}

Result<ServiceProcess> open_simulator(const LiveConfig& config, const LiveOptions& options,
                                      const std::set<std::string>& venues, const ServiceProcess* chain) {
  const std::filesystem::path accounts = config.folder / "sim.accounts.yaml";
  const std::string& share_class = config.loaded.settings.mode.share_class;
  std::string text =
      chain != nullptr ? "" : fmt::format("wallet: {{{}: {}}}\n", share_class, config.capital.to_string());
  text += venues.empty() ? "accounts: {}\n" : "accounts:\n";
  for (const std::string& venue : venues)
    text += fmt::format("  node_{0}: {{venue: {0}, key: {1}, secret: {2}, passphrase: {3}}}\n", venue, kDemoKey,
                        kDemoSecret, kDemoPassphrase);
  BASIS_TRY(replace_file(accounts, text));
  ServiceProcess::Options process;
  process.name = "sim";
  process.said = "basis sim";
  process.folder = std::filesystem::absolute(config.folder);
  process.speed = config.speed;
  process.arguments = {"basis",
                       "sim",
                       config.against == Against::paper ? "--live-market" : "--synthetic",
                       "--venues",
                       venues.empty() ? std::string("none") : fmt::format("{}", fmt::join(venues, ",")),
                       "--idle-seconds",
                       kIdleSeconds,
                       "--seed",
                       std::to_string(options.seed),
                       "--speed",
                       fmt::format("{}x", config.speed),
                       "--listen",
                       "127.0.0.1:0",
                       "--state",
                       ServiceProcess::state_file(process.folder, process.name).string()};
  if (!options.paper_host.empty())
    process.arguments.insert(process.arguments.end(), {"--live-host", options.paper_host});
  // Which network the public data of staging is from.
  if (config.against == Against::paper)
    for (const std::string& given : options.overrides)
      if (given.starts_with("node.staging.")) process.arguments.insert(process.arguments.end(), {"--set", given});
  if (!options.config_dir.empty()) process.arguments.insert(process.arguments.end(), {"--config", options.config_dir});
  if (!venues.empty()) process.arguments.insert(process.arguments.end(), {"--accounts", accounts.string()});
  if (chain != nullptr)
    process.arguments.insert(process.arguments.end(), {"--chain", "http://" + chain->endpoint().authority(),
                                                       "--contracts", local_contracts(config).string()});
  return ServiceProcess::open(process);
}

Result<UtcTime> simulator_time(net::BeastNetwork& sockets, const net::Endpoint& simulator) {
  std::optional<net::HttpAnswer> heard;
  const auto client = sockets.http(simulator, 1);
  net::HttpRequest request;
  request.method = "GET";
  request.target = "/__sim/time";
  client->send(std::move(request), kAnswers, [&](const net::HttpAnswer& answer) { heard = answer; });
  while (!heard) sockets.run_for(Nanos{1'000'000});
  const auto* const response = std::get_if<net::HttpResponse>(&heard->result);
  const auto json = parse_json(response == nullptr ? std::string() : response->body);
  const auto* const object = json ? json.value().if_object() : nullptr;
  const auto* const time = object == nullptr ? nullptr : object->if_contains("time");
  if (time == nullptr || !time->is_string())
    return Error(ErrorKind::data, "the run's simulator does not tell its time: see sim.log");
  return UtcTime::parse(std::string_view(time->as_string()));
}

wire::ApiCredentials demo_credentials() { return {Secret(kDemoKey), Secret(kDemoSecret), Secret(kDemoPassphrase)}; }

Result<AccountAccess> access_of(const LiveConfig& config, const net::Endpoint* simulator, const Universe& universe,
                                AccountId account, FeedVenue venue) {
  AccountAccess access;
  if (simulator != nullptr) {
    const net::Endpoint& at = *simulator;
    access.endpoints = {at, at, at, at, at};
    access.credentials = demo_credentials();
  } else {
    const std::string& name = universe.name(account);
    BASIS_TRY(access.endpoints, endpoints_of(config.loaded.settings, name, config.environment.name, config.node));
    BASIS_TRY(access.credentials, credentials_of(config.loaded.settings, name, config.environment));
  }
  access.transport = order_transport(venue, access.credentials, access.endpoints.rest);
  return access;
}

}  // namespace basis
