#include "tools/basis/sim_chain.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace basis::sim {
namespace {

/// How long the node is waited for in one piece.
constexpr Nanos kMoment{1'000'000};

bool is_loopback(const std::string& host) { return host.starts_with("127.") || host == "::1" || host == "localhost"; }

void tell(const std::string& line) { fmt::print(stderr, "{}\n", line); }

}  // namespace

void add_chain_options(CLI::App& command, ChainChoice& choice) {
  command.add_option("--chain", choice.url,
                     "URL of a local chain, of tools/chain/start --mining manual: money on\n"
                     "Ethereum leaves and comes over it");
  command.add_option("--contracts", choice.contracts, "Its addresses.json; needed with --chain");
  command.add_option("--block-seconds", choice.block_seconds, "Its blocks, in the simulator's time")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  command.add_option("--confirmations", choice.confirmations, "Blocks until a deposit is credited")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
}

Result<void> check_chain_choice(const ChainChoice& choice) {
  if (!choice.given()) {
    if (choice.contracts.empty()) return ok();
    return Error(ErrorKind::usage, "--contracts: needs --chain");
  }
  if (choice.contracts.empty()) return Error(ErrorKind::usage, "--chain: needs --contracts");
  const auto endpoint = net::Endpoint::parse(choice.url);
  if (!endpoint) return Error(ErrorKind::usage, "--chain: " + endpoint.error().text());
  if (is_loopback(endpoint.value().host)) return ok();
  return Error(ErrorKind::usage, fmt::format("--chain: '{}' is not on loopback (allowed: http://127.0.0.1:8545 and "
                                             "the like)",
                                             choice.url));
}

SimulatorChain::SimulatorChain(LocalChain chain, const ChainChoice& choice, const net::Endpoint& endpoint,
                               ExchangeService& service, net::BeastNetwork& network)
    : chain_(std::move(chain)),
      node_(network, endpoint, [&network] { network.run_for(kMoment); }),
      keeper_(node_, chain_, service,
              {kSecond * choice.block_seconds, static_cast<std::uint64_t>(choice.confirmations)}, tell) {}

Result<std::unique_ptr<SimulatorChain>> SimulatorChain::open(const ChainChoice& choice, const Settings& settings,
                                                             ExchangeService& service, net::BeastNetwork& network) {
  BASIS_TRY(const net::Endpoint endpoint, net::Endpoint::parse(choice.url));
  BASIS_TRY(LocalChain chain, read_local_chain(settings, choice.contracts));
  std::unique_ptr<SimulatorChain> made(new SimulatorChain(std::move(chain), choice, endpoint, service, network));
  BASIS_TRY(made->keeper_.start());
  return made;
}

void SimulatorChain::step(UtcTime now) {
  const auto made = keeper_.step(now);
  const std::string line = made ? std::string() : made.error().text();
  if (line != told_ && !line.empty()) tell(line);
  told_ = line;
}

}  // namespace basis::sim
