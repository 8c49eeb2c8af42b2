#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/history/snapshot.hpp"
#include "core/portfolio/attribution_names.hpp"

namespace basis {

/// One holding at the end of a step.
struct PositionRecord {
  std::string_view instrument;  ///< instrument key: "binance_usdm:Perp:BTCUSDT"; "binance:InTransit:USDT" on its way
  Amount amount;                ///< tokens, coins or rebased balance; negative for a short or a debt
  Amount value;                 ///< in the share class; for a perp its unrealised P&L
};

/// The record of one step, taken at its end.
struct StepRecord {
  UtcTime time;
  Amount equity;            ///< in the share class
  Amount equity_at_market;  ///< the same with staked tokens at the DEX rate
  /// The time-weighted index (see TimeWeightedIndex); absent in a run without flows, where it equals the equity.
  std::optional<Amount> index;
  std::optional<Amount> index_at_market;  ///< the same of `equity_at_market`
  Amount paid_in;                         ///< by the owner, in this step
  Amount paid_out;                        ///< to the owner, in this step
  AttributionAmounts attribution;         ///< cumulative since the start
  std::vector<PositionRecord> positions;  ///< nonzero holdings, in instrument order
  double net_delta_fraction = 0;          ///< net delta of the asset / equity
  std::optional<double> health_factor;    ///< absent without debt
  std::optional<double> ltv;              ///< absent without collateral
  /// Margin ratio by venue account, in a fixed order; absent for an account without a perp position.
  std::vector<std::pair<std::string_view, std::optional<double>>> margin_ratios;
  /// Cumulative funding received by venue account, in the same order.
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

/// Figures of a run with staked tokens marked at the DEX rate instead of the oracle rate.
struct AtMarket {
  Amount final_equity;
  double total_return = 0;  ///< time-weighted
  double apy = 0;
  double max_drawdown = 0;
  double sharpe = 0;
  double volatility = 0;
};

/// What a run paid, in the share class, signed like P&L. The sum is `transaction_costs` + `liquidation_pnl` exactly.
struct CostBreakdown {
  Amount trading;        ///< fees and slippage, with the ledger's units of rounding
  Amount gas;            ///< also the withdrawal fees of exchanges
  Amount swap_discount;  ///< the distance from the oracle to the market rate in sales of staked tokens
  Amount liquidation;    ///< `liquidation_pnl`
};

/// The nearest that a run came to a limit of one kind, or the furthest beyond it.
struct CapacityRecord {
  std::string kind;        ///< "supply_cap", "borrow_cap", "free_liquidity", "participation"
  std::string instrument;  ///< instrument key
  Amount amount;           ///< coins or tokens; of a cap: those of everyone, with ours
  Amount limit;            ///< of the amount
  UtcTime time;
  std::size_t count = 0;   ///< instructions of the run that were over a limit of this kind
  Nanos bar = kBarLength;  ///< of participation: the length of the bar whose volume it is

  /// amount / limit; absent when the limit is zero.
  [[nodiscard]] std::optional<double> ratio() const {
    if (limit.is_zero()) return std::nullopt;
    return basis::ratio(amount, limit);
  }
};

/// The figures of a finished run; they are the content of `summary.json`.
struct RunSummary {
  std::string mode;
  std::string share_class;
  Amount capital;
  UtcTime from;
  UtcTime to;
  std::size_t steps = 0;
  Amount final_equity;
  AtMarket at_market;
  Amount exit_value;        ///< what a fast full exit at the last step would bring to the wallet
  Amount deposits;          ///< paid in after the start, share class
  Amount withdrawals;       ///< paid out, share class
  double total_return = 0;  ///< time-weighted
  std::optional<double> money_weighted_return;
  double apy = 0;
  double max_drawdown = 0;
  double sharpe = 0;
  double volatility = 0;
  std::size_t liquidations = 0;     ///< positions that a venue closed or took
  std::size_t margin_breaches = 0;  ///< states with a venue account under its critical margin ratio
  std::size_t health_breaches = 0;  ///< states with a lending account under its critical health factor
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
  CostBreakdown costs;
  Amount balance_pnl;
  Amount attribution_sum;
  Amount difference;
  std::optional<double> min_health_factor;
  std::optional<double> max_ltv;
  std::map<std::string, std::optional<double>> min_margin_ratio;  ///< by venue
  double max_abs_delta_fraction = 0;
  std::size_t rebalances = 0;
  std::map<std::string, std::size_t> fills_from;
  std::vector<std::string> assumptions;  ///< what is modelled, what is left out, which series stood in for which
  std::vector<CapacityRecord> capacity;  ///< the worst of each kind that occurred; empty with `execution.capacity=off`
  std::vector<std::string> remarks;      ///< notes for the reader: liquidations, limit breaches and their reasons
};

/// Whether the run had capital flows.
inline bool has_flows(const RunSummary& summary) {
  return !summary.flows_fingerprint.empty() || !summary.deposits.is_zero() || !summary.withdrawals.is_zero();
}

}  // namespace basis
