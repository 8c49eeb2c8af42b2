#include "core/risk/maintenance.hpp"

#include <algorithm>

namespace basis {

const MarginTier* tier_of(std::span<const MarginTier> tiers, Amount notional) {
  if (tiers.empty()) return nullptr;
  const auto tier = std::find_if(tiers.begin(), tiers.end() - 1,
                                 [&](const MarginTier& one) { return !one.up_to || notional <= *one.up_to; });
  return &*tier;
}

Amount maintenance_margin(std::span<const MarginTier> tiers, Amount notional) {
  const MarginTier* const own = tier_of(tiers, notional);
  if (own == nullptr) return Amount{};
  Amount deduction;
  for (const MarginTier* tier = tiers.data(); tier != own; ++tier)
    deduction += mul(*tier->up_to, (tier + 1)->maintenance_margin - tier->maintenance_margin, Rounding::floor);
  return mul(notional, own->maintenance_margin, Rounding::ceil) - deduction;
}

Amount maintenance_margin(const MarketSettings& market, Amount notional) {
  if (!market.margin_tiers.empty()) return maintenance_margin(std::span(market.margin_tiers), notional);
  return mul(notional, market.maintenance_margin, Rounding::ceil);
}

Ratio maintenance_rate(const MarketSettings& market, Amount notional) {
  const MarginTier* const tier = tier_of(market.margin_tiers, notional);
  return tier == nullptr ? market.maintenance_margin : tier->maintenance_margin;
}

}  // namespace basis
