#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/history/history.hpp"

namespace basis {

/// A kind of reward distribution to holders of eETH and weETH.
struct RewardKind {
  std::string_view name;   ///< as in reward tables: "EIGEN_via_KING"
  std::string_view token;  ///< the token that is paid: "EIGEN"
  bool wrapped;            ///< paid as shares of the KING vault, which have to be unwrapped
  bool weekly;             ///< amounts are `eigen_per_eeth_per_week`; otherwise `ethfi_per_eeth` for the whole period
};

/// The kind with that name, or null. KING wraps EIGEN and ETHFI; the seasonal airdrops were paid in ETHFI itself
/// (ether.fi documentation, "KING rewards distribution").
const RewardKind* reward_kind(std::string_view name);

/// The period of the first distribution of EIGEN, which paid the weekly rate for six weeks of staking (ether.fi
/// documentation, "LRT2 rewards distribution": the first rewards are for 6 weeks).
inline constexpr UtcTime kFirstPeriodStart = UtcTime::from_nanos(19'950 * kDay.count);  ///< 2024-08-15
inline constexpr UtcTime kFirstPeriodEnd = UtcTime::from_nanos(20'001 * kDay.count);    ///< 2024-10-05
inline constexpr std::int64_t kFirstPeriodWeeks = 6;

/// The number of weeks that a period of a weekly kind pays for: `kFirstPeriodWeeks` for the first period, otherwise the
/// days from its start to its end, as its dates say, over 7, to the nearest whole and at least 1.
std::int64_t weeks_paid(UtcTime period_start, UtcTime period_end);

/// Tokens paid per eETH held, for the whole period. The event must have passed the checks of `read_reward_events`.
Amount paid_per_eeth(const RewardEvent& event);

/// The names of all kinds, for messages: "EIGEN_via_KING, ...".
std::string reward_kind_names();

/// The series that prices a reward token in WETH: `spot/uniswap_v3_EIGENWETH`.
std::string reward_price_series(std::string_view token);

}  // namespace basis
