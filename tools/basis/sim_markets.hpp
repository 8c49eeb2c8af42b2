#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "venues/simulated_exchanges.hpp"

namespace basis::sim {

/// Where simulated markets come from: recordings, hourly history, or a seed.
struct MarketChoice {
  std::vector<std::string> feeds;
  std::string history;
  bool drawn = false;
  bool loops = false;
  [[nodiscard]] bool synthetic() const { return feeds.empty() && history.empty(); }
};

void add_market_options(CLI::App& command, MarketChoice& choice);

/// Usage error: a choice of several.
Result<void> check_market_choice(const MarketChoice& choice);
/// Adds the chosen sources, which begin at `start`. Data error: files that cannot be read, or that have none of the
/// markets.
Result<void> add_markets(const MarketChoice& choice, SimulatedExchanges& exchanges,
                         const std::vector<std::string>& venues, std::uint64_t seed, UtcTime start);

}  // namespace basis::sim
