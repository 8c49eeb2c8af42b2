#include "tools/basis/sim_markets.hpp"

namespace basis::sim {

void add_market_options(CLI::App& command, MarketChoice& choice) {
  command.add_option("--market", choice.feeds, "Recordings whose order books and trades the markets follow")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  command.add_flag("--loop", choice.loops, "Begin recordings anew when they end");
  command.add_option("--history", choice.history, "Data folder whose hourly bars the markets follow");
  command.add_flag("--synthetic", choice.drawn, "Markets drawn from --seed (the default)");
}

Result<void> add_markets(const MarketChoice& choice, SimulatedExchanges&, const Settings&, UtcTime) {
  const int given = (choice.feeds.empty() ? 0 : 1) + (choice.history.empty() ? 0 : 1) + (choice.drawn ? 1 : 0);
  if (given > 1) return Error(ErrorKind::usage, "--market, --history and --synthetic exclude each other");
  return ok();
}

}  // namespace basis::sim
