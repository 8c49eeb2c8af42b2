#include "tools/basis/gates.hpp"

#include <array>

#include "tools/basis/interrupts.hpp"

namespace basis {
namespace {

constexpr auto kBacktest = static_cast<std::uint8_t>(World::backtest);
constexpr auto kSim = static_cast<std::uint8_t>(World::sim);
constexpr auto kReal = static_cast<std::uint8_t>(World::real);
constexpr std::uint8_t kLive = kSim | kReal;
constexpr std::uint8_t kAll = kBacktest | kLive;

/// In the order in which they are looked at: a gate comes after those whose findings it needs.
constexpr std::array kGates{
    //   name             worlds     chain  start
    Gate{"switches", kAll, false, false, &look_at_switches},
    Gate{"configuration", kAll, false, false, &look_at_configuration},
    Gate{"data", kBacktest, false, false, &look_at_data},
    Gate{"folder", kLive, false, true, &look_at_folder},
    Gate{"journal", kLive, false, true, &look_at_journal},
    Gate{"disk", kAll, false, true, &look_at_disk},
    Gate{"open files", kLive, false, true, &look_at_open_files},
    Gate{"endpoints", kReal, false, true, &look_at_endpoints},
    Gate{"services", kSim, false, false, &look_at_services},
    Gate{"credentials", kLive, false, true, &look_at_credentials},
    Gate{"lock", kReal, false, true, &look_at_locks},
    Gate{"connectivity", kLive, false, false, &look_at_connectivity},
    Gate{"session", kLive, false, false, &look_at_sessions},
    Gate{"account mode", kLive, false, false, &look_at_modes},
    Gate{"clock", kLive, false, false, &look_at_clocks},
    Gate{"feeds", kLive, false, false, &look_at_feeds},
    Gate{"open orders", kLive, false, false, &look_at_orders},
    Gate{"chain", kLive, true, false, &look_at_chain},
    Gate{"contracts", kLive, true, false, &look_at_contracts},
    Gate{"reserves", kLive, true, false, &look_at_reserves},
    Gate{"gas money", kLive, true, false, &look_at_gas_money},
    Gate{"holdings", kLive, false, false, &look_at_holdings},
    Gate{"limits", kLive, false, true, &look_at_limits},
    Gate{"alerts", kLive, false, false, &look_at_alerts},
};

}  // namespace

std::string_view world_name(World world) {
  switch (world) {
    case World::backtest: return "backtest";
    case World::sim: return "sim";
    case World::real: return "real";
  }
  broken_invariant("a world without a name");
}

/// What the check has started ends with it, and its files go.
CheckRun::~CheckRun() {
  accounts.clear();
  rpc.reset();
  if (own_folder.empty()) return;
  if (live->simulator) static_cast<void>(live->simulator->stop());
  if (live->chain_process) static_cast<void>(live->chain_process->stop());
  std::error_code code;
  std::filesystem::remove_all(own_folder, code);
}

std::map<FeedVenue, AccountId> CheckRun::venues() const {
  std::map<FeedVenue, AccountId> all;
  for (const MarketId id : live->markets.followed) {
    const Market& market = live->markets.universe[id];
    if (market.account) all.emplace(feed_venue_of(market), *market.account);
  }
  return all;
}

bool CheckRun::wait_until(const std::function<bool()>& holds, Nanos limit) const {
  net::BeastNetwork& network = *live->sockets;
  const MonoTime until = network.now_mono() + limit;
  while (!holds()) {
    if (network.now_mono() >= until || interrupted()) return false;
    network.run_for(Nanos{2'000'000});
  }
  return true;
}

GateRows look_at_gates(CheckRun& run) {
  GateRows rows;
  for (const Gate& gate : kGates) {
    if ((gate.worlds & static_cast<std::uint8_t>(run.world)) == 0 || (run.starts && !gate.start)) continue;
    if (gate.chain && !run.has_chain()) continue;
    rows.begin(gate.name);
    gate.look(run, rows);
  }
  return rows;
}

Result<LiveFolder> pass_start_gates(LiveRun& live, const LiveOptions& options) {
  CheckOptions with;
  static_cast<LiveOptions&>(with) = options;
  CheckRun run;
  run.world = live.config.simulated() ? World::sim : World::real;
  run.options = &with;
  run.live = &live;
  run.starts = true;
  run.configured = true;
  if (live.config.simulated()) run.capital = live.config.capital;
  const GateRows rows = look_at_gates(run);
  if (rows.failed()) return Error(ErrorKind::gate, rows.failures());
  return std::move(*run.folder);
}

}  // namespace basis
