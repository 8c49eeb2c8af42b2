#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "actors/journal/journal.hpp"
#include "actors/journal/order_log.hpp"
#include "actors/live/live_node.hpp"
#include "core/config/load_config.hpp"
#include "core/config/node.hpp"
#include "tools/basis/live_options.hpp"
#include "tools/basis/sim_process.hpp"
#include "venues/net/beast_network.hpp"

namespace basis {

/// What `basis live` trades against.
enum class Against { sim, real };

/// The checked configuration of a live run.
struct LiveConfig {
  Against against = Against::sim;
  Environment environment;
  NodeSettings node;
  LoadedConfig loaded;
  Amount capital;  ///< of the wallet at a first start; zero against real venues
  std::filesystem::path folder;
  std::optional<Nanos> run_for;  ///< real time
  std::int64_t speed = 1;        ///< against sim: how many times as fast as real time
};
/// Reads environment, configuration and options. Usage errors: an execution mode of the environment that is not live,
/// an unknown choice, `--capital` against real venues, production without `--yes-real-money`, and those of the
/// configuration.
Result<LiveConfig> read_live_config(const LiveOptions& options);

/// The journal of the run's folder, which is made at its first start, and the id of its node.
struct LiveJournal {
  std::unique_ptr<Journal> journal;
  std::unique_ptr<OrderLog> orders;
  std::string node_id;
  bool first = true;  ///< no boot has begun
};
Result<LiveJournal> open_journal(const std::filesystem::path& folder);

/// The run's simulator of these exchanges, with the run's capital in its wallet as the only holding.
Result<SimProcess> open_simulator(const LiveConfig& config, const LiveOptions& options,
                                  const std::set<std::string>& venues);

/// The simulator's time just now. Data error: it does not tell it.
Result<UtcTime> simulator_time(net::BeastNetwork& sockets, const net::Endpoint& simulator);

/// Endpoints, credentials and the way of orders of an account.
struct AccountAccess {
  SessionEndpoints endpoints;
  wire::ApiCredentials credentials;
  wire::Transport transport = wire::Transport::websocket;
};
/// Usage errors: no endpoints, or credentials that are not set. `simulator` is null against real venues.
Result<AccountAccess> access_of(const LiveConfig& config, const SimProcess* simulator, const Universe& universe,
                                AccountId account, FeedVenue venue);

}  // namespace basis
