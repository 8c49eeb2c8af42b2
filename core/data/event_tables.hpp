#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/data/fault_list.hpp"
#include "core/data/history.hpp"

namespace basis {

/// What a table that is no time series held, for the report of a data folder.
struct TableCounts {
  std::size_t rows = 0;
  std::size_t collapsed = 0;  ///< identical rows left out
};

/// The columns of a table of rewards.
inline const std::vector<std::string_view> kRewardColumns = {
    "payout", "period_start", "period_end", "kind", "eigen_per_eeth_per_week", "ethfi_per_eeth", "quality"};
/// The columns of a table of execution costs.
inline const std::vector<std::string_view> kCostColumns = {"pair", "order_size_usd", "cost_bps"};

/// Distributions in order of payout; of one payout in order of the file.
/// `kind` is one of `reward_kind`, and the one amount that kind carries is there; a weekly kind's period is one of
/// `weeks_paid`. `quality` is `exact` or `estimated`. A payout must be on the hour, since rewards are credited at the
/// instant they are stamped.
std::vector<RewardEvent> read_reward_events(std::string_view bytes, const std::string& file, FaultList& faults,
                                            TableCounts& counts);

/// Every pair has all of the sizes
/// 10,000, 100,000 and 1,000,000.
CostTable read_cost_table(std::string_view bytes, const std::string& file, FaultList& faults, TableCounts& counts);

}  // namespace basis
