#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/config/settings.hpp"
#include "core/execution/order.hpp"
#include "core/execution/portfolio_view.hpp"

namespace basis {

/// What limits how much can be traded, supplied or borrowed.
enum class CapacityKind {
  supply_cap,      ///< a reserve's cap of supply, for everyone
  borrow_cap,      ///< a reserve's cap of debt, for everyone
  free_liquidity,  ///< what is supplied to a reserve and not borrowed
  participation,   ///< a share of the volume of a trade's bar
};
inline constexpr std::size_t kCapacityKinds = 4;
/// "supply_cap", "borrow_cap", "free_liquidity", "participation".
std::string_view capacity_kind_name(CapacityKind kind);

/// How much of one limit an instruction uses.
struct CapacityUse {
  CapacityKind kind = CapacityKind::participation;
  InstrumentId instrument;
  Amount amount;           ///< coins or tokens; of a cap: those of everyone, with ours
  Amount limit;            ///< of the amount
  Nanos bar = kBarLength;  ///< of participation: the length of the bar whose volume it is
  [[nodiscard]] bool over() const { return amount > limit; }
};

/// The limits that the orders of one instruction use, on top of what the portfolio holds; none with
/// `execution.capacity=off`. Orders of one instrument count together, steps of a transaction one after the other.
///
/// Totals of a reserve are those of the history, which do not know this portfolio: its own supply and debt are added. A
/// cap without totals is held against the portfolio's own amount; liquidity without totals and a bar without volume are
/// not looked at. Nothing limits a repayment, a stake or a transfer.
std::vector<CapacityUse> capacity_uses(const std::vector<Order>& orders, const PortfolioView& portfolio,
                                       const Settings& settings);

/// One use in words, with the key or data that sets its limit: "supply of 12 weETH by everyone, over the supply cap of
/// 10 (venues.aave_v3.reserves.weETH.supply_cap)".
std::string capacity_text(const CapacityUse& use, const Universe& universe);

}  // namespace basis
