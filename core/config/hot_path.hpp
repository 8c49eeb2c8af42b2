#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/num/types.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// What an actor of the hot path runs on.
struct LaneSettings {
  std::optional<unsigned> core;  ///< absent: wherever the kernel puts it
  bool spins = false;            ///< looks again at once when idle; else it lets others run
};

/// `configs/hot_path.yaml`: everything between a frame and an order that is a number.
struct HotPathSettings {
  // Pricing.
  Nanos max_age;
  Nanos max_funding_age;
  Nanos carry_horizon;
  std::map<std::string, Quantity> clip;  ///< coins, by asset
  Nanos volatility_grid;
  Nanos volatility_half_life;
  std::uint32_t volatility_minimum_returns = 0;
  // Signals; bps a year of the pair's notional.
  double enter_carry_bps = 0;
  double minimum_entry_basis_bps = 0;
  double exit_carry_bps = 0;
  Nanos cool_down;
  BasisPoints slippage;  ///< how far a limit stands behind the average the signal was made on
  // Pre-trade limits.
  BasisPoints price_band;
  Amount maximum_order_notional;                     ///< USDT
  std::map<std::string, Quantity> maximum_position;  ///< coins, by asset
  Amount maximum_gross;                              ///< USDT
  Amount daily_loss;                                 ///< USDT
  std::int64_t orders_per_second = 0;                ///< an instrument
  std::int64_t order_burst = 0;
  std::int64_t total_orders_per_second = 0;
  std::int64_t total_order_burst = 0;
  Nanos max_risk_age;
  Nanos max_naked_time;
  Nanos receive_window;  ///< how long a venue may take a signed request
  // Queues and lanes.
  std::size_t queue_capacity = 0;                ///< events from a feed to one consumer
  std::map<std::string, LaneSettings> lanes;     ///< by name
  std::map<std::string, std::string> placement;  ///< actor -> lane
};

/// The actors that `placement` has to name.
const std::vector<std::string>& hot_path_actors();

/// Reads `<config_dir>/hot_path.yaml` with `overrides` (`key=value`, later wins) laid over it.
/// Errors (usage): all faults at once, with file, line or key, value and what is allowed.
Result<HotPathSettings> load_hot_path(const std::filesystem::path& config_dir,
                                      const std::vector<std::string>& overrides);

}  // namespace basis
