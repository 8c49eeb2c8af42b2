#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <memory>

#include "core/config/load_config.hpp"
#include "tools/basis/commands.hpp"
#include "tools/basis/exit_code.hpp"
#include "tools/basis/interrupts.hpp"
#include "tools/basis/run_options.hpp"
#include "tools/basis/sim_chain.hpp"
#include "tools/basis/sim_live.hpp"
#include "tools/basis/sim_markets.hpp"
#include "tools/basis/sim_state.hpp"
#include "venues/net/beast_network.hpp"
#include "venues/net/beast_server.hpp"
#include "venues/net/proxy.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis {
namespace {

using Clock = std::chrono::steady_clock;

/// The mode whose venues are simulated; it names every exchange.
constexpr std::string_view kVenuesOf = "btc_basis";
constexpr Nanos kPollTime{20'000'000};
/// With a chain, whose blocks may follow upon each other fast, or with markets that others move.
constexpr Nanos kShortPollTime{2'000'000};
/// The mode whose configuration names every protocol of a chain.
constexpr std::string_view kProtocolsOf = "usdt_market_neutral";
/// `--venues` without any, and whose markets are drawn then: a chain's prices follow them.
constexpr std::string_view kNone = "none";
constexpr std::string_view kPricesOf = "binance";

struct SimOptions {
  std::vector<std::string> venues;
  std::string listen;
  std::string tls_listen;
  std::string certificate;
  std::string key;
  sim::MarketChoice markets;
  sim::ChainChoice chain;
  std::string accounts;
  std::string state;
  std::string latency = "0";
  double transfer_seconds = 2;
  std::string faults;
  std::uint64_t seed = 1;
  std::string speed = "1x";
  double run_seconds = 0;
  double idle_seconds = 0;
  bool keys = false;
  bool no_limits = false;
  std::string config_dir;
  [[nodiscard]] bool no_venues() const { return venues.size() == 1 && venues.front() == kNone; }
};

Result<net::ListenAddress> parse_listen(std::string_view option, const std::string& text, bool tls) {
  const std::size_t colon = text.rfind(':');
  unsigned port = 0;
  bool sound = colon != text.npos;
  if (sound) {
    const char* const end = text.data() + text.size();
    const auto [at, fault] = std::from_chars(text.data() + colon + 1, end, port);
    sound = fault == std::errc() && at == end && port <= 65'535;
  }
  const std::string address = sound ? text.substr(0, colon) : "";
  // The control channel trusts its peers, and the accounts are anyone's who reaches them.
  if (!sound || !(address.starts_with("127.") || address == "[::1]" || address == "localhost"))
    return Error(ErrorKind::usage, fmt::format("{}: '{}' is no loopback address with a port (allowed: 127.0.0.1:0 to "
                                               "127.0.0.1:65535)",
                                               option, text));
  return net::ListenAddress{address == "localhost" ? "127.0.0.1" : address, static_cast<std::uint16_t>(port), tls};
}

Result<std::int64_t> parse_times(const std::string& text) {
  std::int64_t times = 0;
  const char* const end = text.data() + text.size();
  const auto [at, fault] = std::from_chars(text.data(), end, times);
  if (fault == std::errc() && at + 1 == end && *at == 'x' && times >= 1 && times <= 10'000) return times;
  return Error(ErrorKind::usage, fmt::format("--speed: '{}' is not a choice (allowed: 1x to 10000x)", text));
}

Result<net::ServerSettings> server_settings(const SimOptions& options) {
  net::ServerSettings server;
  const std::string plain = options.listen.empty() && options.tls_listen.empty() ? "127.0.0.1:9000" : options.listen;
  if (!plain.empty()) {
    BASIS_TRY(server.listen.emplace_back(), parse_listen("--listen", plain, false));
  }
  if (!options.tls_listen.empty()) {
    if (options.certificate.empty() || options.key.empty())
      return Error(ErrorKind::usage, "--tls-listen: needs --cert and --key");
    BASIS_TRY(server.listen.emplace_back(), parse_listen("--tls-listen", options.tls_listen, true));
  }
  server.certificate = options.certificate;
  server.key = options.key;
  return server;
}

/// Time that runs `times` as fast from `start` on.
class FastClock {
 public:
  FastClock(UtcTime start, std::int64_t times) : start_(start), times_(times), began_(Clock::now()) {}
  [[nodiscard]] UtcTime now() const {
    const auto passed = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - began_);
    return start_ + Nanos{passed.count()} * times_;
  }

 private:
  UtcTime start_;
  std::int64_t times_;
  Clock::time_point began_;
};

UtcTime wall_clock() {
  return UtcTime::from_nanos(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
          .count());
}

Result<SimulatedExchangesSettings> exchange_settings(const SimOptions& options, UtcTime start) {
  SimulatedExchangesSettings settings;
  if (options.no_venues() && !options.chain.given())
    return Error(ErrorKind::usage, "--venues: 'none' is for --chain alone");
  if (options.no_venues())
    settings.unserved = {std::string(kPricesOf)};
  else
    settings.venues = options.venues.empty() ? simulated_exchange_names() : options.venues;
  const std::vector<std::string> known = simulated_exchange_names();
  for (const std::string& venue : settings.venues)
    if (std::find(known.begin(), known.end(), venue) == known.end())
      return Error(ErrorKind::usage,
                   fmt::format("--venues: '{}' has no simulator (allowed: {})", venue, fmt::join(known, ",")));
  settings.clients = sim::demo_clients(settings.venues);
  if (!options.accounts.empty()) {
    BASIS_TRY(settings.clients, sim::read_client_file(options.accounts, settings.venues));
    if (options.chain.given() && !settings.clients.wallet.balances.empty())
      return Error(ErrorKind::usage,
                   fmt::format("{}: wallet: with --chain the wallet is on the chain", options.accounts));
  }
  BASIS_TRY(settings.service.latency, parse_latency(options.latency, options.seed));
  settings.service.transfer_time = Nanos{static_cast<std::int64_t>(options.transfer_seconds * 1e9)};
  if (!options.faults.empty()) {
    BASIS_TRY(settings.faults, sim::read_faults(options.faults));
  }
  settings.seed = options.seed;
  settings.limits = !options.no_limits;
  settings.synthetic = options.markets.synthetic();
  settings.start = start;
  return settings;
}

/// When to stop by itself.
bool finished(const SimOptions& options, const sim::ExchangeService& service, const net::BeastServer& server,
              Clock::time_point began, Clock::time_point& active, std::uint64_t& seen) {
  const auto now = Clock::now();
  const auto seconds = [](auto length) { return std::chrono::duration<double>(length).count(); };
  if (service.activity() != seen || server.connections() > 0) active = now;
  seen = service.activity();
  return interrupted() || service.stop_asked() ||
         (options.run_seconds > 0 && seconds(now - began) >= options.run_seconds) ||
         (options.idle_seconds > 0 && seconds(now - active) >= options.idle_seconds);
}

/// The chain that is chosen; null: there is none.
Result<std::unique_ptr<sim::SimulatorChain>> open_chain(const SimOptions& options, const std::filesystem::path& folder,
                                                        const Environment& environment, sim::ExchangeService& service,
                                                        net::BeastNetwork& network) {
  if (!options.chain.given()) return std::unique_ptr<sim::SimulatorChain>();
  BASIS_TRY(const LoadedConfig loaded, load_config(folder, std::string(kProtocolsOf), {}, environment));
  return sim::SimulatorChain::open(options.chain, loaded.settings, service, network);
}

/// The markets of the real venues; null: these are others.
Result<std::unique_ptr<sim::LiveMarket>> open_live_market(const SimOptions& options, const LoadedConfig& loaded,
                                                          const Environment& environment, SimulatedExchanges& exchanges,
                                                          net::BeastNetwork& network, std::function<UtcTime()> now) {
  if (!options.markets.live) return std::unique_ptr<sim::LiveMarket>();
  sim::LiveMarket::Parts parts;
  parts.settings = &loaded.settings;
  parts.environment = environment.name;
  BASIS_TRY(const auto folder, find_config_dir(options.config_dir));
  const Overrides given = split_overrides(options.markets.given);
  if (!given.others.empty())
    return Error(ErrorKind::usage,
                 fmt::format("--set: '{}' is no key of node.yaml (allowed: node.KEY=VALUE)", given.others.front()));
  BASIS_TRY(parts.node, load_node(folder, given.node));
  if (!options.markets.live_host.empty()) {
    BASIS_TRY(parts.host, parse_host_option("--live-host", options.markets.live_host));
  }
  parts.exchanges = &exchanges;
  parts.network = &network;
  parts.now = std::move(now);
  parts.tell = [](const std::string& text) { fmt::print(stderr, "{}\n", text); };
  std::vector<std::string> venues = options.venues;
  if (options.no_venues()) venues = {std::string(kPricesOf)};
  if (venues.empty()) venues = simulated_exchange_names();
  return sim::LiveMarket::open(std::move(parts), venues);
}

Result<void> serve(const SimOptions& options) {
  BASIS_TRY(const std::int64_t times, parse_times(options.speed));
  BASIS_TRY(sim::check_market_choice(options.markets));
  BASIS_TRY(sim::check_chain_choice(options.chain));
  if (options.markets.live && times > 1) return Error(ErrorKind::usage, "--speed: real markets have their own time");
  BASIS_TRY(net::ServerSettings server, server_settings(options));
  UtcTime start = wall_clock();
  if (!options.state.empty()) {
    BASIS_TRY(start, sim::StateFile::goes_on(options.state, start));
  }
  BASIS_TRY(SimulatedExchangesSettings settings, exchange_settings(options, start));
  const std::vector<std::string> venues = options.no_venues() ? settings.unserved : settings.venues;
  BASIS_TRY(const auto folder, find_config_dir(options.config_dir));
  BASIS_TRY(const Environment environment, parse_environment(process_environment()));
  BASIS_TRY(const LoadedConfig loaded, load_config(folder, std::string(kVenuesOf), {}, environment));
  BASIS_TRY(auto exchanges, SimulatedExchanges::create(loaded.settings, std::move(settings)));
  BASIS_TRY(sim::add_markets(options.markets, *exchanges, venues, options.seed, start));
  sim::ExchangeService& service = exchanges->service();
  std::optional<sim::StateFile> state;
  if (!options.state.empty()) {
    state.emplace(options.state, service);
    BASIS_TRY(state->restore());
  }
  BASIS_TRY(const net::ProxySettings proxies, net::parse_proxies(process_environment()));
  BASIS_TRY(const auto network, net::BeastNetwork::make({.proxies = proxies}));
  BASIS_TRY(const auto chain, open_chain(options, folder, environment, service, *network));
  const FastClock clock(start, times);
  server.clock = [&] { return clock.now(); };
  BASIS_TRY(const auto followed, open_live_market(options, loaded, environment, *exchanges, *network, server.clock));
  server.speed = times;
  BASIS_TRY(const auto opened, net::BeastServer::open(server, service, network.get()));
  std::string line = "listening on";
  for (std::size_t i = 0; i < server.listen.size(); ++i)
    line += fmt::format("{} {}:{}", i == 0 ? "" : " and", server.listen[i].address, opened->ports()[i]);
  fmt::print("{}\n", line);
  std::fflush(stdout);
  const auto began = Clock::now();
  auto active = began;
  std::uint64_t seen = 0;
  if (followed) followed->start();
  while (!finished(options, service, *opened, began, active, seen)) {
    network->run_for(chain || followed ? kShortPollTime : kPollTime);
    if (chain || followed) service.advance(clock.now());
    if (chain) chain->step(clock.now());
    if (followed) followed->turn();
    if (state) {
      // A clock that is faster than real time goes on from its last time, also after a kill.
      BASIS_TRY(state->save_if_due(wall_clock(), times > 1));
    }
  }
  if (followed) followed->stop();
  opened->stop();
  const auto stopping = Clock::now();
  while (opened->connections() > 0 && Clock::now() - stopping < std::chrono::seconds(2)) network->run_for(kPollTime);
  if (state) {
    BASIS_TRY(state->save());
  }
  return ok();
}

Result<bool> simulate(const SimOptions& options) {
  if (options.keys) {
    fmt::print("{}", sim::demo_keys_text());
    return true;
  }
  for (const auto& [name, value] :
       {std::pair("--transfer-seconds", options.transfer_seconds), std::pair("--for", options.run_seconds),
        std::pair("--idle-seconds", options.idle_seconds)})
    if (!std::isfinite(value) || value < 0 || value > 1e6)
      return Error(ErrorKind::usage, fmt::format("{}: {} is not allowed (allowed: 0 to 1000000)", name, value));
  BASIS_TRY(serve(options));
  return true;
}

}  // namespace

void add_sim_command(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand(
      "sim", "Simulated exchanges on loopback: the venues' own REST and WebSocket protocols, with matching behind");
  auto options = std::make_shared<SimOptions>();
  command->add_option("--venues", options->venues, "Which, by commas, or none (default: all that have a simulator)")
      ->delimiter(',');
  command->add_option("--listen", options->listen,
                      "Loopback address and port; port 0 is any (default: 127.0.0.1:9000)");
  command->add_option("--tls-listen", options->tls_listen, "The same with TLS; needs --cert and --key");
  command->add_option("--cert", options->certificate, "Certificate chain, PEM");
  command->add_option("--key", options->key, "Private key, PEM");
  sim::add_market_options(*command, options->markets);
  sim::add_chain_options(*command, options->chain);
  command->add_option("--accounts", options->accounts,
                      "YAML of accounts, keys and balances (default: one demo account)");
  command->add_option("--state", options->state, "File that keeps accounts, orders and the wallet over a restart");
  command->add_option("--latency-us", options->latency, "One way, microseconds, or MIN..MAX drawn by --seed")
      ->capture_default_str();
  command->add_option("--transfer-seconds", options->transfer_seconds, "How long money is on its way")
      ->capture_default_str();
  command->add_option("--fault", options->faults, "YAML script of faults");
  command->add_option("--seed", options->seed, "Seed of markets and latencies")->check(whole_number);
  command->add_option("--speed", options->speed, "How many times as fast as real time: 1x to 10000x")
      ->capture_default_str();
  command->add_option("--for", options->run_seconds, "End after so many seconds of real time");
  command->add_option("--idle-seconds", options->idle_seconds, "End after so many seconds without a connection");
  command->add_flag("--no-limits", options->no_limits, "Do not count requests and orders against the venues' limits");
  command->add_flag("--keys", options->keys, "Print the demo account's Ed25519 pair and end");
  command->add_option("--config", options->config_dir, "Folder of the configuration");
  command->footer("\nExit codes: 0 done, 2 usage or configuration, 3 data that cannot be read, 130 interrupted.\n");
  command->callback([options, &exit_code] {
    catch_interrupts();
    exit_code = report_outcome(simulate(*options));
  });
}

}  // namespace basis
