#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <string>

#include "venues/net/beast_network.hpp"
#include "venues/sim_chain/chain_keeper.hpp"

namespace basis::sim {

/// The local chain that simulated exchanges pay over.
struct ChainChoice {
  std::string url;  ///< empty: there is none
  std::string contracts;
  std::int64_t block_seconds = 2;
  std::int64_t confirmations = 2;
  [[nodiscard]] bool given() const { return !url.empty(); }
};

void add_chain_options(CLI::App& command, ChainChoice& choice);
/// Usage error, one line.
Result<void> check_chain_choice(const ChainChoice& choice);

/// A chain with its keeper, on the thread of whoever polls it.
class SimulatorChain {
 public:
  /// The service has its state already and outlives it. Usage error, one line: the node, or the file.
  static Result<std::unique_ptr<SimulatorChain>> open(const ChainChoice& choice, const Settings& settings,
                                                      ExchangeService& service, net::BeastNetwork& network);
  /// Makes the block that is due. A chain that does not answer is told once, and asked again.
  void step(UtcTime now);

 private:
  SimulatorChain(LocalChain chain, const ChainChoice& choice, const net::Endpoint& endpoint, ExchangeService& service,
                 net::BeastNetwork& network);

  LocalChain chain_;
  ChainNode node_;
  ChainKeeper keeper_;
  std::string told_;
};

}  // namespace basis::sim
