#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/history/fault_list.hpp"
#include "core/history/history.hpp"

namespace basis {

/// Row counts of a table that is no time series, for the report on a dataset.
struct TableCounts {
  std::size_t rows = 0;
  std::size_t collapsed = 0;  ///< repeated identical rows, which are left out
};

/// The columns of a reward table.
inline const std::vector<std::string_view> kRewardColumns = {
    "payout", "period_start", "period_end", "kind", "eigen_per_eeth_per_week", "ethfi_per_eeth", "quality"};
/// The columns of a table of execution costs.
inline const std::vector<std::string_view> kCostColumns = {"pair", "order_size_usd", "cost_bps"};

/// One row of a reward table. Whether its faults matter depends on the run; see `credited_rewards`.
struct RewardRow {
  RewardEvent event;
  std::optional<UtcTime> payout;    ///< absent when it is no time
  bool estimated = false;           ///< `quality` says so
  std::string cannot_pay;           ///< why the row never pays anything: its kind is unknown, or it has no amount
  std::vector<std::string> faults;  ///< what makes the row unusable for a run that credits it
};

/// Reads a reward table, in order of payout; rows with the same payout are in the order of the file. Identical rows
/// collapse. A row that cannot be split into its fields is a fault. A row has a fault of its own when its payout is not
/// on the hour, its period ends before it starts, an amount is malformed or belongs to another kind, or its quality is
/// neither `exact` nor `estimated`.
std::vector<RewardRow> read_reward_rows(std::string_view bytes, const std::string& file, FaultList& faults,
                                        TableCounts& counts);

/// Reads a table of execution costs. A pair that lacks one of the order sizes 10,000, 100,000 and 1,000,000 USD is a
/// fault.
CostTable read_cost_table(std::string_view bytes, const std::string& file, FaultList& faults, TableCounts& counts);

}  // namespace basis
