#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// One polled thread that runs actors of the hot path.
struct LaneSettings {
  std::optional<unsigned> core;  ///< the core it is pinned to; absent: the kernel chooses
  bool spins = false;            ///< when idle it polls again at once; otherwise it yields to other threads
};

/// When a person is told of something, and how often. Zero switches a rule off where its range allows it.
struct AlertSettings {
  Nanos repeat;    ///< an alert that lasts is told again; zero: it is not
  Nanos calm;      ///< an alert is over when what it is about has not been so for this long
  Nanos quiet;     ///< events of one kind and source are told once in this time
  Nanos starting;  ///< a start has not begun
  Nanos silent;    ///< the node's thread shows nothing, in real time
  Nanos session;   ///< an account's session is not ready
  Nanos book;      ///< an order book has no price
  Nanos step;      ///< no step was closed
  Nanos risk;      ///< the status of risk is not safe; zero: at once
  Nanos chain;     ///< the chain tells no new block
  Nanos plan;      ///< a plan is open
  Nanos reserve;   ///< the wallet's reserve is under half of its target
  Nanos clock;     ///< between a venue's clock and ours
  Nanos journal;   ///< the journal's database is behind
  Ratio margin;    ///< of an account: margin ratio
  Ratio health;    ///< of an account: health factor
  BasisPoints day_loss;
  BasisPoints drawdown;
  Amount gas_money;  ///< ether
  /// Authorities (PEM) of the webhook's certificate; empty: the system's.
  std::string ca_file;

  friend bool operator==(const AlertSettings&, const AlertSettings&) = default;
};

/// How far the database of a node's journal may be behind before the node does less. Zero switches a limit off.
struct JournalLimits {
  Nanos reduce_lag;  ///< real time since the oldest entry that is not there was committed
  Nanos halt_lag;
  std::int64_t reduce_entries = 0;  ///< that are not there
  std::int64_t halt_entries = 0;
};

/// Below what a live node does less because its file system is nearly full. Zero: no limit.
struct DiskLimits {
  std::int64_t reduce_bytes = 0;
  std::int64_t halt_bytes = 0;
};

/// What an orderly stop does before sessions end.
enum class StopWay : std::uint8_t {
  leave,    ///< nothing: positions stay, pairs that are worked are made even
  reduce,   ///< ends a plan that builds up, and waits for the open one
  flatten,  ///< closes everything and brings it to the wallet
};

/// `configs/node.yaml`: limits, queues and thread placement of a node, whatever mode it runs.
struct NodeSettings {
  // Pricing.
  Nanos max_age;
  Nanos max_funding_age;
  std::map<std::string, Quantity> quote_size;  ///< coins that executable prices are for, by asset
  Nanos volatility_grid;
  Nanos volatility_half_life;
  std::uint32_t volatility_minimum_returns = 0;
  // Pre-trade limits.
  BasisPoints price_band;
  Amount maximum_order_notional;                     ///< USDT
  std::map<std::string, Quantity> maximum_position;  ///< coins, by asset
  Amount maximum_gross;                              ///< USDT
  Amount daily_loss;                                 ///< USDT
  std::int64_t orders_per_second = 0;                ///< per instrument
  std::int64_t order_burst = 0;
  std::int64_t total_orders_per_second = 0;
  std::int64_t total_order_burst = 0;
  Nanos max_risk_age;
  Nanos receive_window;  ///< how long after signing a venue accepts a request
  Nanos dead_man;        ///< after which a venue that hears nothing of us cancels our orders; zero: not armed
  /// The venues' network that the environment `staging` connects to: "live", "testnet" or "demo".
  std::string staging_network = "testnet";
  /// Files (PEM) of the control API; empty: it speaks plain HTTP.
  std::string api_certificate;
  std::string api_key;
  /// Whether sockets of orders and order books are read past the reactor, where a session has such.
  bool hot_sockets = true;
  /// Where withdrawals may go to, by the name of the exchange's configuration; one that is not there has none.
  std::map<std::string, std::vector<std::string>> withdrawal_addresses;
  AlertSettings alerts;
  JournalLimits journal;
  DiskLimits disk;
  StopWay stop = StopWay::leave;
  Nanos stop_wait;  ///< how long `reduce` and `flatten` are waited for
  // Queues and lanes.
  std::size_t queue_capacity = 0;                ///< events from a feed to one consumer
  std::map<std::string, LaneSettings> lanes;     ///< by name
  std::map<std::string, std::string> placement;  ///< actor -> lane
};

/// The actors that `placement` has to name.
const std::vector<std::string>& placed_actors();

/// Reads `<config_dir>/node.yaml` and applies `overrides` (`key=value`; the last one of a key wins).
/// Errors (usage): all faults at once, with file, line or key, value and allowed values.
Result<NodeSettings> load_node(const std::filesystem::path& config_dir, const std::vector<std::string>& overrides);

}  // namespace basis
