#include "core/risk/account_liquidation.hpp"

#include "core/risk/perp_account.hpp"

namespace basis {

AccountLiquidation liquidate_account(const Universe& universe, const Settings& settings, AccountId account,
                                     const PositionSet& positions, const MarketSnapshot& market) {
  const auto perps = open_perps(universe, settings, account, positions);
  if (!perps) return {};
  PerpMarks marks;
  for (const InstrumentId perp : perps->perps) marks.push_back(market.marks[perp.index()]);
  if (has_margin(*perps, marks)) return {};
  return close_perps(*perps, marks, market.time, {});
}

}  // namespace basis
