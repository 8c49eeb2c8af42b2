#pragma once

#include <filesystem>
#include <memory>
#include <set>
#include <string>

#include "actors/journal/journal.hpp"
#include "actors/journal/order_log.hpp"
#include "actors/live/live_node.hpp"
#include "core/config/changeable.hpp"
#include "core/config/load_config.hpp"
#include "core/config/node.hpp"
#include "tools/basis/live_options.hpp"
#include "tools/basis/service_process.hpp"
#include "tools/wallet/wallet_access.hpp"
#include "venues/net/beast_network.hpp"

namespace basis {

/// What `basis live` trades against.
enum class Against {
  sim,    ///< exchanges of the run's own, whose markets are drawn
  paper,  ///< the same, whose markets follow the public data of the real venues
  real,
};
std::string_view against_name(Against against);
/// Where the chain is.
enum class ChainPlace {
  simulated,    ///< in the node
  local,        ///< a process of the run with the genuine contracts
  environment,  ///< a node behind ALCHEMY__RPC_URL
};

/// The checked configuration of a live run.
struct LiveConfig {
  Against against = Against::sim;
  ChainPlace chain = ChainPlace::simulated;
  Environment environment;
  NodeSettings node;
  LoadedConfig loaded;
  RemakeMode remake;  ///< of the mode, for what persons change
  Amount capital;     ///< of the wallet at a first start; zero against real venues
  std::filesystem::path folder;
  std::optional<Nanos> run_for;  ///< real time
  std::int64_t speed = 1;        ///< against sim: how many times as fast as real time
  /// Whether orders meet a simulator of the run's own.
  [[nodiscard]] bool simulated() const { return against != Against::real; }
};
/// Reads environment, configuration and options. Usage errors: an execution mode of the environment that is not live,
/// an unknown choice, `--capital` against real venues, `--paper-host` against others, production without
/// `--yes-real-money`, and those of the configuration.
Result<LiveConfig> read_live_config(const LiveOptions& options);
/// The same with an environment that was read and checked before. All faults of node and mode at once.
Result<LiveConfig> read_live_config(const LiveOptions& options, Environment environment);

/// The settings of a live node.
struct LiveSettings {
  NodeSettings node;
  LoadedConfig loaded;
  RemakeMode remake;  ///< of the mode, for what persons change
};
/// All faults of node and mode at once. `given`: KEY=VALUE of either. Of the environment credentials are not asked for.
Result<LiveSettings> read_live_settings(const std::string& config_dir, const std::string& mode,
                                        const std::vector<std::string>& given, Environment& environment);

/// The journal of the run's folder, which is made at its first start, and the id of its node.
struct LiveJournal {
  std::unique_ptr<Journal> journal;
  std::unique_ptr<OrderLog> orders;
  std::string node_id;
  bool first = true;  ///< no boot has begun
};
Result<LiveJournal> open_journal(const std::filesystem::path& folder);

/// Whether a mode holds anything in protocols.
bool has_protocols(const Settings& settings);

/// The run's local chain, with the run's capital and gas money in its wallet. Usage errors: those of the process; the
/// run has a journal, and its chain is gone.
Result<ServiceProcess> open_local_chain(const LiveConfig& config, const LiveOptions& options, bool first);
/// The file in which a local chain's contracts stand.
std::filesystem::path local_contracts(const LiveConfig& config);

/// The run's simulator of these exchanges, with the run's capital in its wallet as the only holding. `chain`: the
/// process whose blocks it makes and whose markets it follows, and on which the wallet is then; null: none.
Result<ServiceProcess> open_simulator(const LiveConfig& config, const LiveOptions& options,
                                      const std::set<std::string>& venues, const ServiceProcess* chain);

/// The simulator's time just now. Data error: it does not tell it.
Result<UtcTime> simulator_time(net::BeastNetwork& sockets, const net::Endpoint& simulator);

/// Endpoints, credentials and the way of orders of an account.
struct AccountAccess {
  SessionEndpoints endpoints;
  wire::ApiCredentials credentials;
  wire::Transport transport = wire::Transport::websocket;
};
/// Of the accounts of a simulator that nobody has named others for.
wire::ApiCredentials demo_credentials();
/// Usage errors: no endpoints, or credentials that are not set. `simulator` is null against real venues.
Result<AccountAccess> access_of(const LiveConfig& config, const net::Endpoint* simulator, const Universe& universe,
                                AccountId account, FeedVenue venue);

}  // namespace basis
