#pragma once

#include <string_view>

#include "core/config/settings.hpp"
#include "core/history/history.hpp"
#include "core/history/snapshot.hpp"
#include "core/instruments/universe.hpp"

namespace basis {

/// Costs of trades and on-chain operations in simulation. The cost table's basis points (fees and
/// slippage together) move the price against the order; see `CostTable::find` for large orders. Gas is units * (base
/// fee + priority fee) * safety factor at the spot price of ETH.
class CostCalculator {
 public:
  CostCalculator(const ExecutionSettings& execution, const VenueSettings& wallet, CostTable table);

  /// Basis points for a swap of `notional_usd` in a pair of a DEX. The default cost when the table
  /// does not have the pair; zero without a cost model.
  [[nodiscard]] BasisPoints swap_cost(std::string_view pair, Amount notional_usd) const;
  /// Basis points for an order on an exchange: the table's cost of the market's pair, or the
  /// default, and never less than the venue's taker fee and half a basis point of slippage. Zero
  /// without a cost model.
  [[nodiscard]] BasisPoints order_cost(const MarketSettings& market, Amount notional_usd) const;
  /// The highest `order_cost` of any order of up to `notional_usd`; for plans whose size is not
  /// final.
  [[nodiscard]] BasisPoints highest_order_cost(const MarketSettings& market, Amount notional_usd) const;

  /// Arrival price moved against the order by `cost`. With venue rounding it is rounded to `tick`
  /// (buys up, sells down).
  [[nodiscard]] Price fill_price(Price arrival, bool buy, BasisPoints cost, Price tick) const;

  /// Units of gas of one operation (a key of `gas.units`). An unknown operation is a broken
  /// invariant.
  [[nodiscard]] std::int64_t gas_units(std::string_view operation) const;

  /// Gas of one operation (a key of `gas.units`) in the share class; zero without a cost model. An
  /// unknown operation is a broken invariant.
  [[nodiscard]] Amount gas(std::string_view operation, const Universe& universe, const MarketSnapshot& market) const;

 private:
  [[nodiscard]] BasisPoints at_least_fee(const MarketSettings& market, std::optional<BasisPoints> cost) const;

  ExecutionSettings execution_;
  std::map<std::string, std::int64_t, std::less<>> gas_units_;
  Ratio gas_safety_factor_;
  CostTable table_;
};

}  // namespace basis
