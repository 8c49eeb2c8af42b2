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

/// Adds the chosen sources, which begin at `start`. Errors: unreadable files (data), a choice of several (usage).
Result<void> add_markets(const MarketChoice& choice, SimulatedExchanges& exchanges, const Settings& configuration,
                         UtcTime start);

}  // namespace basis::sim
