#pragma once

#include "core/execution/costs.hpp"
#include "core/execution/instruction.hpp"
#include "core/execution/leverage_state.hpp"

namespace basis {

/// The fee of the mode's flash loans; zero in a mode without them.
BasisPoints flash_fee(const Settings& settings);

/// Sizes of a transaction that lowers a leveraged position to its target, at the cost of the sale
/// inside it. The cost depends on the size of the sale, and the size on the cost. The sizes are at
/// a cost that is not under that of their own sale. Refused when no sale reaches the target.
LeverDown size_lowering(const PortfolioView& portfolio, const LeveragePosition& position, const LeverageTarget& target,
                        const Settings& settings, const CostCalculator& costs);

}  // namespace basis
