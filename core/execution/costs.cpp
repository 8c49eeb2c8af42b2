#include "core/execution/costs.hpp"

#include <algorithm>

#include "core/portfolio/valuation.hpp"

namespace basis {
namespace {

/// Slippage of even the smallest order on an exchange, on top of the fee.
const BasisPoints kLeastSlippage = BasisPoints::from_raw(BasisPoints::kOne / 2);

}  // namespace

CostCalculator::CostCalculator(const ExecutionSettings& execution, const VenueSettings& wallet, CostTable table)
    : execution_(execution),
      gas_units_(wallet.gas_units.begin(), wallet.gas_units.end()),
      gas_safety_factor_(wallet.gas_safety_factor),
      table_(std::move(table)) {}

BasisPoints CostCalculator::swap_cost(std::string_view pair, Amount notional_usd) const {
  if (execution_.costs == CostModel::none) return BasisPoints{};
  return table_.find(std::string(pair), notional_usd).value_or(execution_.default_cost_bps);
}

BasisPoints CostCalculator::at_least_fee(const MarketSettings& market, std::optional<BasisPoints> cost) const {
  return std::max(cost.value_or(execution_.default_cost_bps), market.taker_fee + kLeastSlippage);
}

BasisPoints CostCalculator::order_cost(const MarketSettings& market, Amount notional_usd) const {
  if (execution_.costs == CostModel::none) return BasisPoints{};
  return at_least_fee(market, table_.find(market.cost_pair, notional_usd));
}

BasisPoints CostCalculator::highest_order_cost(const MarketSettings& market, Amount notional_usd) const {
  if (execution_.costs == CostModel::none) return BasisPoints{};
  return at_least_fee(market, table_.highest(market.cost_pair, notional_usd));
}

Price CostCalculator::fill_price(Price arrival, bool buy, BasisPoints cost, Price tick) const {
  const i128 base = BasisPoints::kOne * 10'000;
  const i128 factor = buy ? base + cost.raw() : base - cost.raw();
  const Price moved =
      Price::from_raw_checked(mul_div(arrival.raw(), factor, base, buy ? Rounding::ceil : Rounding::floor));
  if (execution_.rounding == RoundingModel::none) return moved;
  return round_to_tick(moved, tick, buy ? Rounding::ceil : Rounding::floor);
}

std::int64_t CostCalculator::gas_units(std::string_view operation) const {
  const auto units = gas_units_.find(operation);
  if (units == gas_units_.end()) broken_invariant("no gas units for " + std::string(operation));
  return units->second;
}

Amount CostCalculator::gas(std::string_view operation, const Universe& universe, const MarketSnapshot& market) const {
  if (execution_.costs == CostModel::none) return Amount{};
  const std::int64_t units = gas_units(operation);
  require(market.gas_price && market.gas_token_price, "the market carries no gas price");
  const Amount eth = Amount::from_raw(mul_div(market.gas_price->raw(), units, 1, Rounding::ceil));
  return convert(mul(eth, gas_safety_factor_, Rounding::ceil), *market.gas_token_price,
                 market.prices[universe.share_asset().index()]);
}

}  // namespace basis
