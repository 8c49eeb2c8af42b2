#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/data/history.hpp"

namespace basis {

/// A kind of distribution to holders of eETH and weETH, as reward tables name it.
struct RewardKind {
  std::string_view name;   ///< "EIGEN_via_KING"
  std::string_view token;  ///< what is paid: "EIGEN"
  bool wrapped;            ///< paid as shares of the KING vault, which have to be unwrapped
  bool weekly;             ///< told as `eigen_per_eeth_per_week`; else as `ethfi_per_eeth`, the whole period's
};

/// The kind of that name; null when there is none. KING wraps EIGEN and ETHFI; the seasonal airdrops were paid in
/// ETHFI itself (ether.fi documentation, "KING rewards distribution").
const RewardKind* reward_kind(std::string_view name);

/// Period of the first distribution of EIGEN, whose rate per week was paid for six weeks of staking; every later one
/// is a week's (ether.fi documentation, "LRT2 rewards distribution": the first rewards are for 6 weeks).
inline constexpr UtcTime kFirstPeriodStart = UtcTime::from_nanos(19'950 * kDay.count);  ///< 2024-08-15
inline constexpr UtcTime kFirstPeriodEnd = UtcTime::from_nanos(20'001 * kDay.count);    ///< 2024-10-05
inline constexpr std::int64_t kFirstPeriodWeeks = 6;

/// Weeks that a period of a weekly kind pays for: `kFirstPeriodWeeks` or one; absent when it is neither the first
/// period nor seven days, both ends counted.
std::optional<std::int64_t> weeks_paid(UtcTime period_start, UtcTime period_end);

/// Tokens paid per eETH held, the whole period's. The row has passed the checks of its table.
Amount paid_per_eeth(const RewardEvent& event);

/// Names of all kinds, for messages: "EIGEN_via_KING, ...".
std::string reward_kind_names();

/// The series that prices a reward token in WETH: `spot/uniswap_v3_EIGENWETH`.
std::string reward_price_series(std::string_view token);

}  // namespace basis
