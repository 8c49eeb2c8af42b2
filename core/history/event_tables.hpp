#pragma once

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

/// Reads a reward table. Returns the distributions in order of payout; those with the same payout are in the order of
/// the file. Rules, each violation is a fault: `kind` is known to `reward_kind`; the row has the amount of its kind and
/// not the other one; the period of a weekly kind is one that `weeks_paid` accepts; `quality` is `exact` or
/// `estimated`; the payout is on the hour, because rewards are credited exactly at the payout.
std::vector<RewardEvent> read_reward_events(std::string_view bytes, const std::string& file, FaultList& faults,
                                            TableCounts& counts);

/// Reads a table of execution costs. A pair that lacks one of the order sizes 10,000, 100,000 and 1,000,000 USD is a
/// fault.
CostTable read_cost_table(std::string_view bytes, const std::string& file, FaultList& faults, TableCounts& counts);

}  // namespace basis
