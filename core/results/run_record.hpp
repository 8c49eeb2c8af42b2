#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/num/types.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// The names P&L is attributed to, in the order every result file uses.
enum class Attribution : std::uint8_t {
  supply_yield,
  borrow_costs,
  staking_yield_oracle,
  staking_yield_rewards,
  funding_pnl,
  delta_pnl,
  basis_pnl,
  dust_pnl,
  transaction_costs,
};
inline constexpr std::size_t kAttributionCount = 9;
inline constexpr std::array<std::string_view, kAttributionCount> kAttributionNames = {
    "supply_yield", "borrow_costs", "staking_yield_oracle", "staking_yield_rewards", "funding_pnl", "delta_pnl",
    "basis_pnl",    "dust_pnl",     "transaction_costs"};

/// One amount for every attribution name, in the share class.
using AttributionAmounts = std::array<Amount, kAttributionCount>;

/// One holding at the close of a step.
struct PositionRecord {
  std::string_view instrument;  ///< key text: "binance:Perp:BTCUSDT"
  Amount amount;                ///< tokens, coins or rebased balance; negative for a short or a debt
  Amount value;                 ///< in the share class; a perp's unrealised P&L
};

/// What is recorded at the close of a step.
struct StepRecord {
  UtcTime time;
  Amount equity;  ///< in the share class
  /// The time-weighted index (see TimeWeightedIndex); absent in a run without flows, where it is the equity.
  std::optional<Amount> index;
  Amount paid_in;                         ///< by its owner, in this step
  Amount paid_out;                        ///< to its owner, in this step
  AttributionAmounts attribution;         ///< cumulative since the start
  std::vector<PositionRecord> positions;  ///< nonzero holdings, in instrument order
  double net_delta_fraction = 0;          ///< net delta of the asset / equity
  std::optional<double> health_factor;    ///< absent without debt
  std::optional<double> ltv;              ///< absent without collateral
  /// Margin ratio by venue account in a fixed order; absent without a perp position.
  std::vector<std::pair<std::string_view, std::optional<double>>> margin_ratios;
  /// Cumulative funding received by venue account, same order.
  std::vector<std::pair<std::string_view, Amount>> funding_by_venue;
};

/// One fill.
struct TradeRecord {
  UtcTime time;
  std::string instrument;
  bool buy = false;
  Amount size;  ///< coins or tokens, positive
  Price arrival;
  Price fill;
  Amount notional;  ///< in quote currency
  Amount cost;      ///< execution cost in quote currency, positive is a cost
  std::string reason;
};

/// Numbers that a finished run leaves behind; `summary.json`.
struct RunSummary {
  std::string mode;
  std::string share_class;
  Amount capital;
  UtcTime from;
  UtcTime to;
  std::size_t steps = 0;
  Amount final_equity;
  Amount deposits;          ///< paid in after the start, share class
  Amount withdrawals;       ///< paid out, share class
  double total_return = 0;  ///< time-weighted
  std::optional<double> money_weighted_return;
  double apy = 0;
  double max_drawdown = 0;
  double sharpe = 0;
  double volatility = 0;
  std::size_t trades = 0;
  Amount fees;     ///< execution costs of trades, share class
  Amount gas;      ///< share class
  Amount funding;  ///< net received, share class
  double elapsed_seconds = 0;
  std::string data_fingerprint;
  std::string config_fingerprint;
  std::string flows_fingerprint;  ///< of the flows file; empty in a run without one
  std::string code_version;
  AttributionAmounts pnl{};
  Amount balance_pnl;
  Amount attribution_sum;
  Amount difference;
  std::optional<double> min_health_factor;
  std::optional<double> max_ltv;
  std::map<std::string, std::optional<double>> min_margin_ratio;  ///< by venue
  double max_abs_delta_fraction = 0;
  std::size_t rebalances = 0;
  std::map<std::string, std::size_t> fills_from;
  std::vector<std::string> remarks;  ///< what a reader must know: liquidations, breaches and why
};

/// Whether the run was given capital flows.
inline bool has_flows(const RunSummary& summary) {
  return !summary.flows_fingerprint.empty() || !summary.deposits.is_zero() || !summary.withdrawals.is_zero();
}

}  // namespace basis
