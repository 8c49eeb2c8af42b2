#include "core/strategy/carry.hpp"

#include <fmt/format.h>

namespace basis {
namespace {

constexpr Nanos kFundingUnit = kHour * 8;
constexpr Nanos kYear = kHour * 24 * 365;

double per_year(Nanos period) { return static_cast<double>(kYear.count) / static_cast<double>(period.count); }

/// The rate of one funding interval as of eight hours.
Ray per_eight_hours(Ray rate, Nanos interval) {
  return Ray::from_raw(mul_div(rate.raw(), kFundingUnit.count, interval.count, Rounding::half_even));
}

}  // namespace

CarryFigures measure_carry(const PortfolioView& portfolio, const ModeSettings& mode) {
  CarryFigures carry;
  for (const Instrument& instrument : portfolio.universe.instruments()) {
    const auto share = mode.hedge_allocation.find(portfolio.universe.venue_of(instrument.account));
    if (instrument.type != PositionType::perp || share == mode.hedge_allocation.end() || share->second.is_zero())
      continue;
    const auto market = portfolio.universe.market_of(instrument.id);
    require(market.has_value(), "a perp is traded on no market");
    const Price spot = portfolio.price(instrument.asset);
    const Price mark = portfolio.market.marks[instrument.id.index()];
    const double weight = share->second.to_double();
    if (!spot.is_zero())
      carry.basis_bps += weight * 10'000 * to_double(mark.raw() - spot.raw()) / to_double(spot.raw());
    const auto& rate = portfolio.market.funding_known[instrument.id.index()];
    if (!rate) {
      if (carry.unknown.empty()) carry.unknown = instrument.key;
      continue;
    }
    const Ray eight = per_eight_hours(*rate, portfolio.universe[*market].funding_interval);
    carry.funding_per_8h += Ray::from_raw(mul_div(eight.raw(), share->second.raw(), Ratio::kOne, Rounding::half_even));
  }
  carry.funding_annual_bps = carry.funding_per_8h.to_double() * 10'000 * per_year(kFundingUnit);
  return carry;
}

double cost_annual_bps(Amount cost, Amount notional, Nanos horizon) {
  return notional.is_zero() ? 0 : ratio(cost, notional) * 10'000 * per_year(horizon);
}

std::string entry_gate_fault(const CarryFigures& carry, const EntryGateSettings& gate, Amount cost, Amount notional) {
  if (!carry.unknown.empty()) return fmt::format("entry gate: no funding rate of {} is known yet", carry.unknown);
  const Ray threshold = Ray::from_raw(mul_div(gate.funding_threshold.raw(), Ray::kOne, Ratio::kOne, Rounding::ceil));
  if (carry.funding_per_8h < threshold)
    return fmt::format("entry gate: weighted funding rate {:.6f} is under {}", carry.funding_per_8h.to_double(),
                       gate.funding_threshold.to_string());
  const double costs = cost_annual_bps(cost, notional, gate.horizon);
  if (gate.least_carry_bps && carry.funding_annual_bps - costs < *gate.least_carry_bps)
    return fmt::format(
        "entry gate: carry of {:.1f} bps a year (funding {:.1f} less {:.1f} for entering and leaving "
        "within {} h) is under {}",
        carry.funding_annual_bps - costs, carry.funding_annual_bps, costs, gate.horizon.count / kHour.count,
        *gate.least_carry_bps);
  if (gate.least_basis_bps && carry.basis_bps < *gate.least_basis_bps)
    return fmt::format("entry gate: basis of {:.2f} bps is under {}", carry.basis_bps, *gate.least_basis_bps);
  return {};
}

}  // namespace basis
