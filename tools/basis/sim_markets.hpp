#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::sim {

/// Where simulated markets come from: recordings, hourly history, the real venues' public data, or a seed.
struct MarketChoice {
  std::vector<std::string> feeds;
  std::string history;
  bool live = false;
  std::string live_host;           ///< HOST:PORT instead of the environment's endpoints
  std::vector<std::string> given;  ///< node.KEY=VALUE: staging's networks
  bool drawn = false;
  bool loops = false;
  [[nodiscard]] bool synthetic() const { return feeds.empty() && history.empty() && !live; }
};

void add_market_options(CLI::App& command, MarketChoice& choice);

/// Usage error: a choice of several, a host without --live-market.
Result<void> check_market_choice(const MarketChoice& choice);
/// Adds the chosen sources, but for live ones, which begin at `start`. Data error: files that cannot be read, or that
/// have none of the markets.
Result<void> add_markets(const MarketChoice& choice, SimulatedExchanges& exchanges,
                         const std::vector<std::string>& venues, std::uint64_t seed, UtcTime start);

}  // namespace basis::sim
