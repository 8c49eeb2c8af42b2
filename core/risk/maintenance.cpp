#include "core/risk/maintenance.hpp"

#include <algorithm>

namespace basis {

Amount maintenance_margin(const MarketSettings& market, Amount notional) {
  const auto& tiers = market.margin_tiers;
  auto tier = std::find_if(tiers.begin(), tiers.end(),
                           [&](const MarginTier& one) { return !one.up_to || notional <= *one.up_to; });
  if (tier == tiers.end() && !tiers.empty()) --tier;
  return mul(notional, tier == tiers.end() ? market.maintenance_margin : tier->maintenance_margin, Rounding::ceil);
}

}  // namespace basis
