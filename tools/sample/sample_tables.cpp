#include <cmath>

#include <fmt/format.h>

#include "core/base/fixed.hpp"
#include "tools/sample/sample_files.hpp"
#include "tools/sample/sample_random.hpp"

namespace basis {
namespace {

constexpr std::int64_t kSaturday = 2;           ///< days since 1970-01-01, a Thursday, modulo 7
constexpr std::int64_t kFirstKingDay = 20'001;  ///< 2024-10-05, days since 1970-01-01
constexpr std::int64_t kFirstPeriodDays = 51;   ///< 2024-08-15 to 2024-10-05
constexpr std::int64_t kAirdropEveryDays = 120;

UtcTime on_day(std::int64_t day) { return UtcTime::from_nanos(day * kDay.count); }

struct RewardWriter {
  std::string text = "payout,period_start,period_end,kind,eigen_per_eeth_per_week,ethfi_per_eeth,quality\n";
  void add(std::int64_t payout, std::int64_t start, std::int64_t end, std::string_view amounts) {
    text += fmt::format("{},{},{},{}\n", on_day(payout).to_string(), on_day(start).date(), on_day(end).date(), amounts);
  }
};

/// A decimal text with three decimals.
std::string in_thousandths(double value) { return format_decimal(std::llround(value * 1000), 3); }

std::string reward_text(const SampleWorld& world) {
  SampleRandom random(world.seed, "rewards");
  MeanReverting off(0.01, 6, random);
  const std::int64_t first = world.span.first.nanos() / kDay.count;
  const std::int64_t end = first + static_cast<std::int64_t>(world.span.days);
  const bool from_start = first <= kFirstKingDay && kFirstKingDay < end;
  // When the first distribution is not in the span: the Saturday at or before its first day.
  const std::int64_t start = from_start ? kFirstKingDay : first - (first - kSaturday + 7) % 7;
  RewardWriter rewards;
  for (std::int64_t day = start; day < end; day += 7) {
    const std::int64_t period = day == kFirstKingDay ? kFirstPeriodDays : 6;
    const std::string eigen = in_thousandths(0.19 + off.step());
    rewards.add(day, day - period, day, fmt::format("EIGEN_via_KING,{},,exact", eigen));
    if (random.happens(0.2) && day + 5 < end)
      rewards.add(day + 5, day - period, day,
                  fmt::format("ETHFI_via_KING,,{},exact", in_thousandths(0.01 + 0.24 * random.uniform())));
  }
  for (std::int64_t day = first + kAirdropEveryDays; day < end; day += kAirdropEveryDays)
    rewards.add(day, day - kAirdropEveryDays, day,
                fmt::format("ETHFI_Seasonal_Airdrop,,{},estimated", in_thousandths(2 + 6 * random.uniform())));
  return rewards.text;
}

struct CostSpec {
  const char* pair;
  double fee;     ///< basis points
  double impact;  ///< basis points at an order of a million dollars
};
constexpr CostSpec kCosts[] = {{"BTCUSDT-PERP", 2.5, 5}, {"EIGEN_ETH", 8, 26},  {"EIGEN_USDT", 6, 22},
                               {"ETHFI_ETH", 11, 38},    {"ETHFI_USDT", 9, 32}, {"ETHUSDT-PERP", 2.5, 6},
                               {"ETH_USDT", 4, 9},       {"ETH_eETH", 22, 24},  {"ETH_stETH", 8, 11},
                               {"ETH_weETH", 17, 19},    {"ETH_wstETH", 12, 16}};

std::string cost_text() {
  std::string text = "pair,order_size_usd,cost_bps\n";
  for (const CostSpec& spec : kCosts)
    for (const int order : {10'000, 100'000, 1'000'000}) {
      const double cost = spec.fee + spec.impact * std::sqrt(order / 1e6);
      text += fmt::format("{},{},{}\n", spec.pair, order, format_decimal(std::llround(cost * 10), 1));
    }
  return text;
}

}  // namespace

void add_table_files(SampleFiles& files, const SampleWorld& world) {
  files["rewards/etherfi.csv"] = reward_text(world);
  files["costs/execution_bps.csv"] = cost_text();
}

}  // namespace basis
