#include <algorithm>
#include <array>

#include "core/strategy/basis_strategy.hpp"
#include "core/strategy/lending_strategy.hpp"
#include "core/strategy/staking_strategy.hpp"

namespace basis {
namespace {

template <class T>
std::unique_ptr<Strategy> make(const StrategyContext& context) {
  return std::make_unique<T>(context);
}

struct FactoryRow {
  std::string_view mode;
  std::unique_ptr<Strategy> (*make)(const StrategyContext&);
};

/// Adding a mode takes one strategy file and one row here.
constexpr std::array<FactoryRow, 4> kStrategies{{
    {"pure_lending", &make<LendingStrategy>},
    {"btc_basis", &make<BasisStrategy>},
    {"eth_basis", &make<BasisStrategy>},
    {"eth_staking_only", &make<StakingStrategy>},
}};

}  // namespace

Result<std::unique_ptr<Strategy>> make_strategy(const StrategyContext& context) {
  const std::string& mode = context.settings.mode.mode;
  const auto row = std::find_if(kStrategies.begin(), kStrategies.end(),
                                [&](const FactoryRow& candidate) { return candidate.mode == mode; });
  if (row != kStrategies.end() && context.settings.mode.rewards_mode != RewardsMode::base_only &&
      context.settings.mode.routing.contains("stake"))
    return Error(ErrorKind::usage, "rewards_mode: restaking rewards are not credited (allowed: base_only)");
  if (row != kStrategies.end()) return row->make(context);
  std::string known;
  for (const FactoryRow& candidate : kStrategies) known += (known.empty() ? "" : ", ") + std::string(candidate.mode);
  return Error(ErrorKind::usage, "mode '" + mode + "' has no strategy manager; there are: " + known);
}

}  // namespace basis
