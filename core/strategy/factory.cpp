#include <algorithm>
#include <array>

#include "core/strategy/basis_strategy.hpp"
#include "core/strategy/directional_strategy.hpp"
#include "core/strategy/lending_strategy.hpp"
#include "core/strategy/neutral_strategy.hpp"

namespace basis {
namespace {

template <class T>
std::unique_ptr<Strategy> make(const StrategyContext& context) {
  return std::make_unique<T>(context);
}

/// A strategy that uses an on-chain position.
template <class T, class Position>
std::unique_ptr<Strategy> make_around(const StrategyContext& context) {
  return std::make_unique<T>(context, std::make_unique<Position>(context));
}

struct FactoryRow {
  std::string_view mode;
  std::unique_ptr<Strategy> (*make)(const StrategyContext&);
};

/// Adding a mode takes one strategy file and one row here.
constexpr std::array<FactoryRow, 7> kStrategies{{
    {"pure_lending", &make<LendingStrategy>},
    {"btc_basis", &make<BasisStrategy>},
    {"eth_basis", &make<BasisStrategy>},
    {"eth_staking_only", &make_around<DirectionalStrategy, StakedPosition>},
    {"eth_leveraged", &make_around<DirectionalStrategy, LeveragedPosition>},
    {"usdt_market_neutral_no_leverage", &make_around<NeutralStrategy, StakedPosition>},
    {"usdt_market_neutral", &make_around<NeutralStrategy, LeveragedPosition>},
}};

}  // namespace

Result<std::unique_ptr<Strategy>> make_strategy(const StrategyContext& context) {
  const std::string& mode = context.settings.mode.mode;
  const auto row = std::find_if(kStrategies.begin(), kStrategies.end(),
                                [&](const FactoryRow& candidate) { return candidate.mode == mode; });
  if (row != kStrategies.end()) return row->make(context);
  std::string known;
  for (const FactoryRow& candidate : kStrategies) known += (known.empty() ? "" : ", ") + std::string(candidate.mode);
  return Error(ErrorKind::usage, "mode '" + mode + "' has no strategy manager; there are: " + known);
}

}  // namespace basis
