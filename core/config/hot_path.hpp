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

/// `configs/hot_path.yaml`: the numbers and the thread placement of the path from a frame to an order.
struct HotPathSettings {
  // Pricing.
  Nanos max_age;
  Nanos max_funding_age;
  Nanos carry_horizon;
  std::map<std::string, Quantity> clip;  ///< coins, by asset
  Nanos volatility_grid;
  Nanos volatility_half_life;
  std::uint32_t volatility_minimum_returns = 0;
  // Signals. Carry is in bps of the pair's notional per year.
  double enter_carry_bps = 0;
  double minimum_entry_basis_bps = 0;
  double exit_carry_bps = 0;
  Nanos cool_down;
  BasisPoints slippage;  ///< distance of a limit price from the signal's average price, on the worse side
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
  Nanos max_naked_time;
  Nanos receive_window;  ///< how long after signing a venue accepts a request
  // Queues and lanes.
  std::size_t queue_capacity = 0;                ///< events from a feed to one consumer
  std::map<std::string, LaneSettings> lanes;     ///< by name
  std::map<std::string, std::string> placement;  ///< actor -> lane
};

/// The actors that `placement` has to name.
const std::vector<std::string>& hot_path_actors();

/// Reads `<config_dir>/hot_path.yaml` and applies `overrides` (`key=value`; the last one of a key wins).
/// Errors (usage): all faults at once, with file, line or key, value and allowed values.
Result<HotPathSettings> load_hot_path(const std::filesystem::path& config_dir,
                                      const std::vector<std::string>& overrides);

}  // namespace basis
