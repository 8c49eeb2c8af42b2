#pragma once

#include <array>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/results/run_record.hpp"

namespace basis {

/// The figures of a run, in the order of the columns. The total return is time-weighted. Deposits,
/// withdrawals and the money-weighted return exist only for a run with capital flows.
inline constexpr std::array<std::string_view, 28> kSweepFigures = {"final_equity",
                                                                   "final_equity_at_market",
                                                                   "exit_value",
                                                                   "deposits",
                                                                   "withdrawals",
                                                                   "total_return",
                                                                   "total_return_at_market",
                                                                   "money_weighted_return",
                                                                   "apy",
                                                                   "max_drawdown",
                                                                   "max_drawdown_at_market",
                                                                   "volatility",
                                                                   "volatility_at_market",
                                                                   "sharpe",
                                                                   "sharpe_at_market",
                                                                   "fees",
                                                                   "gas",
                                                                   "funding",
                                                                   "trades",
                                                                   "rebalances",
                                                                   "liquidations",
                                                                   "margin_breaches",
                                                                   "health_breaches",
                                                                   "min_health_factor",
                                                                   "max_ltv",
                                                                   "max_delta",
                                                                   "remarks",
                                                                   "config_fingerprint"};

inline constexpr std::string_view kSweepDone = "ok";

/// The stored results of one run of a sweep. All are texts as in the table, so that a row that is
/// stored and read again has the same bytes.
struct SweepRow {
  std::string status;                                     ///< `kSweepDone`, or the error
  std::array<std::string, kSweepFigures.size()> figures;  ///< empty when absent
  std::map<std::string, std::string> min_margin;          ///< least margin ratio by venue account
};

/// The row of a finished run. Amounts are exact, doubles in their shortest exact form.
SweepRow sweep_row(const RunSummary& summary);

/// The row of a run that failed.
SweepRow failed_sweep_row(const std::string& problem, const std::string& config_fingerprint);

/// All inputs that determine a run's figures. A stored row is used for a run with the same key.
std::string sweep_key(const RunSummary& summary);

}  // namespace basis
