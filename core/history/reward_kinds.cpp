#include "core/history/reward_kinds.hpp"

#include <algorithm>
#include <array>

namespace basis {
namespace {

constexpr std::array kRewardKinds = {RewardKind{"EIGEN_via_KING", "EIGEN", true, true},
                                     RewardKind{"ETHFI_via_KING", "ETHFI", true, false},
                                     RewardKind{"ETHFI_Seasonal_Airdrop", "ETHFI", false, false}};

}  // namespace

const RewardKind* reward_kind(std::string_view name) {
  const auto found = std::ranges::find(kRewardKinds, name, &RewardKind::name);
  return found == kRewardKinds.end() ? nullptr : &*found;
}

std::int64_t weeks_paid(UtcTime period_start, UtcTime period_end) {
  if (period_start == kFirstPeriodStart && period_end == kFirstPeriodEnd) return kFirstPeriodWeeks;
  const i128 weeks = div_round((period_end - period_start).count, (kDay * 7).count, Rounding::half_even);
  return std::max<std::int64_t>(1, static_cast<std::int64_t>(weeks));
}

Amount paid_per_eeth(const RewardEvent& event) {
  const RewardKind* kind = reward_kind(event.kind);
  require(kind != nullptr, "a reward of no known kind");
  if (!kind->weekly) return event.ethfi_per_eeth.value();
  const std::int64_t weeks = weeks_paid(event.period_start, event.period_end);
  return Amount::from_raw(mul_div(event.eigen_per_eeth_per_week.value().raw(), weeks, 1, Rounding::half_even));
}

std::string reward_kind_names() {
  std::string names;
  for (const RewardKind& kind : kRewardKinds) names += (names.empty() ? "" : ", ") + std::string(kind.name);
  return names;
}

std::string reward_price_series(std::string_view token) { return "spot/uniswap_v3_" + std::string(token) + "WETH"; }

}  // namespace basis
