#include "core/risk/account_liquidation.hpp"

#include "core/risk/perp_account.hpp"

namespace basis {

AccountLiquidation liquidate_at_marks(const PerpAccount& account, const MarketSnapshot& market) {
  PerpMarks marks;
  for (const InstrumentId perp : account.perps) marks.push_back(market.marks[perp.index()]);
  if (has_margin(account, marks)) return {};
  return close_perps(account, marks, market.time, {});
}

AccountLiquidation liquidate_account(const Universe& universe, const Settings& settings, AccountId account,
                                     const PositionSet& positions, const MarketSnapshot& market) {
  const auto perps = open_perps(universe, settings, account, positions);
  return perps ? liquidate_at_marks(*perps, market) : AccountLiquidation{};
}

}  // namespace basis
