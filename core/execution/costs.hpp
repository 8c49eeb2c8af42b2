#pragma once

#include <string_view>

#include "core/config/settings.hpp"
#include "core/data/history.hpp"
#include "core/domain/universe.hpp"
#include "core/market/snapshot.hpp"

namespace basis {

/// What trades and on-chain operations cost in simulation: the cost table's
/// basis points (fees and slippage together) moved against the order, and gas
/// as units * (base fee + priority fee) * safety factor at the spot price of ETH.
class CostCalculator {
 public:
  CostCalculator(const ExecutionSettings& execution, const VenueSettings& wallet, CostTable table);

  /// Basis points for an order of `notional_usd` in a pair; the default where
  /// the table does not name the pair, zero without a cost model.
  [[nodiscard]] BasisPoints trade_cost(std::string_view pair, Amount notional_usd) const;

  /// Arrival price moved against the order by `cost`, to the venue's tick
  /// (buys up, sells down) where rounding follows the venue.
  [[nodiscard]] Price fill_price(Price arrival, bool buy, BasisPoints cost, Price tick) const;

  /// Units of gas of one operation (a key of `gas.units`). An operation without units is a broken invariant.
  [[nodiscard]] std::int64_t gas_units(std::string_view operation) const;

  /// Gas of one operation (a key of `gas.units`) in the share class; zero
  /// without a cost model. An operation without units is a broken invariant.
  [[nodiscard]] Amount gas(std::string_view operation, const Universe& universe, const MarketSnapshot& market) const;

 private:
  ExecutionSettings execution_;
  std::map<std::string, std::int64_t, std::less<>> gas_units_;
  Ratio gas_safety_factor_;
  CostTable table_;
};

}  // namespace basis
