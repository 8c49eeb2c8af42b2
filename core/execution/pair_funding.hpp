#pragma once

#include <optional>
#include <span>

#include "core/execution/cash_plan.hpp"
#include "core/execution/costs.hpp"
#include "core/execution/order.hpp"
#include "core/execution/order_room.hpp"
#include "core/execution/pair_sizing.hpp"

namespace basis {

/// The price an order of up to `coins` fills at, or better.
Price expected_fill(const CostCalculator& costs, const MarketSettings& market, Price arrival, bool buy, Amount coins);

/// What the account of spot keeps for gas: a withdrawal of coins now, and one of cash later. USDT.
Amount kept_for_gas(const PortfolioView& portfolio, const CostCalculator& costs);

/// Cash that the account of spot needs to buy `coins`: their price with all costs, and what is kept for gas.
Amount purchase_cash(const PortfolioView& portfolio, Amount coins, const Settings& settings,
                     const CostCalculator& costs);

/// Cash that must go from margin to the account of spot before the legs of an entry are sent; negative: that must go
/// the other way, because margin lacks it while spot does not need it. Zero where one account has both.
Amount cash_into_spot(const PortfolioView& portfolio, const PairSizes& sizes, const Settings& settings,
                      const CostCalculator& costs);

/// Cash for a leg that is being worked and lacks it, from the other account of its exchange: as much of what is lacking
/// as that account can spare. It keeps what all of `worked` needs there: their purchase, or margin at the warning
/// ratio. Absent where there is no such account, or nothing to spare.
std::optional<CashMove> cash_for_leg(const PortfolioView& portfolio, const Funds& lacking,
                                     std::span<const OrderPtr> worked, const Settings& settings,
                                     const CostCalculator& costs);

}  // namespace basis
