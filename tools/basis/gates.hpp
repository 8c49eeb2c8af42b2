#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tools/basis/gate_rows.hpp"
#include "tools/basis/live_run.hpp"
#include "tools/basis/prepared_run.hpp"
#include "tools/report/live_folder.hpp"
#include "tools/trade/trade_desk.hpp"
#include "venues/chain/rpc.hpp"
#include "venues/chain_reading.hpp"

namespace basis {

/// What a mode is checked for.
enum class World : std::uint8_t { backtest = 1, sim = 2, real = 4 };
std::string_view world_name(World world);

/// Options of `basis check`: those of a live run, and those of a backtest.
struct CheckOptions : LiveOptions {
  std::string simulator;  ///< HOST:PORT of one that runs; empty: one of the check's own
  std::string data;
  std::string from;
  std::string to;
  std::string wait = "30";  ///< seconds that a venue has for an answer
  bool json = false;
};

/// One account as its venue shows it to a session that sets nothing.
struct CheckedAccount {
  TradeAccount account;
  FeedVenue venue = FeedVenue::binance_spot;
  std::vector<MarketId> followed;  ///< ids of the account's own universe
  std::unique_ptr<TradeDesk> desk;
  std::string refused;  ///< why it is not ready; empty: it is
};

/// What gates look at, and what they leave for those after them. Everything that is absent has not been looked at, or
/// failed.
struct CheckRun {
  World world = World::real;
  const CheckOptions* options = nullptr;
  LiveRun* live = nullptr;  ///< worlds sim and real
  /// A live run begins: what is taken (locks, folder) is kept, and only gates of a start are looked at.
  bool starts = false;
  Nanos wait = kSecond * 30;

  std::optional<Environment> environment;
  std::optional<PreparedRun> backtest;
  bool configured = false;
  std::optional<net::Endpoint> simulator;          ///< that is checked against
  std::filesystem::path own_folder;                ///< of the check's own simulator and chain; empty: there is none
  std::map<std::string, CheckedAccount> accounts;  ///< by name
  std::set<std::string> unreachable;               ///< hosts
  std::map<std::string, Price> mids;               ///< by coin, of the first market that told one
  std::optional<LiveFolder> folder;
  std::optional<bool> first;      ///< whether no boot has begun
  std::string node_id;            ///< of the journal; empty: there is none
  std::optional<Amount> capital;  ///< in the share class
  std::unique_ptr<chain::Rpc> rpc;
  bool on_chain = false;  ///< the RPC answers, and is on the right chain
  std::optional<ChainReading> reading;

  CheckRun() = default;
  ~CheckRun();
  CheckRun(const CheckRun&) = delete;
  CheckRun& operator=(const CheckRun&) = delete;

  [[nodiscard]] const LiveConfig& config() const { return live->config; }
  [[nodiscard]] const Settings& settings() const { return config().loaded.settings; }
  [[nodiscard]] bool has_chain() const {
    return live != nullptr && configured && config().chain != ChainPlace::simulated;
  }
  /// The account and protocol of every market that is followed, each once.
  [[nodiscard]] std::map<FeedVenue, AccountId> venues() const;
  /// Lets the network go on until something holds; false: it did not in time.
  bool wait_until(const std::function<bool()>& holds, Nanos limit) const;
};

/// One gate: a row of the table.
struct Gate {
  std::string_view name;
  std::uint8_t worlds;  ///< bits of `World`
  bool chain;           ///< only where there is a chain outside the node
  bool start;           ///< a live run looks at it before it makes its node
  void (*look)(CheckRun& run, GateRows& rows);
};

/// Looks at every gate of the world, one after the other; one that fails stops none but those that need what it lacks.
GateRows look_at_gates(CheckRun& run);

/// Before a live run makes its node: what is at hand. The folder, locked. Gate error: the rows that failed.
Result<LiveFolder> pass_start_gates(LiveRun& run, const LiveOptions& options);

// gates_setup.cpp: what this machine and its files say.
void look_at_switches(CheckRun& run, GateRows& rows);
void look_at_configuration(CheckRun& run, GateRows& rows);
void look_at_data(CheckRun& run, GateRows& rows);
void look_at_credentials(CheckRun& run, GateRows& rows);
void look_at_endpoints(CheckRun& run, GateRows& rows);
void look_at_alerts(CheckRun& run, GateRows& rows);
// gates_machine.cpp
void look_at_folder(CheckRun& run, GateRows& rows);
void look_at_journal(CheckRun& run, GateRows& rows);
void look_at_disk(CheckRun& run, GateRows& rows);
void look_at_open_files(CheckRun& run, GateRows& rows);
void look_at_locks(CheckRun& run, GateRows& rows);
// gates_venues.cpp: what venues say.
void look_at_services(CheckRun& run, GateRows& rows);
void look_at_connectivity(CheckRun& run, GateRows& rows);
void look_at_sessions(CheckRun& run, GateRows& rows);
void look_at_modes(CheckRun& run, GateRows& rows);
void look_at_clocks(CheckRun& run, GateRows& rows);
void look_at_feeds(CheckRun& run, GateRows& rows);
void look_at_orders(CheckRun& run, GateRows& rows);
// gates_capital.cpp: what there is to trade with.
void look_at_holdings(CheckRun& run, GateRows& rows);
void look_at_limits(CheckRun& run, GateRows& rows);
// gates_chain.cpp: what the chain says.
void look_at_chain(CheckRun& run, GateRows& rows);
void look_at_contracts(CheckRun& run, GateRows& rows);
void look_at_reserves(CheckRun& run, GateRows& rows);
void look_at_gas_money(CheckRun& run, GateRows& rows);

}  // namespace basis
