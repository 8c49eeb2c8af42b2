#pragma once

#include "core/strategy/strategy.hpp"

namespace basis {

/// The sale of dust: tokens on chain that are neither share class, watched
/// asset, quote nor staking token, such as restaking rewards. Rewards still in
/// their vault are unwrapped first; all is sold for USDT, and ETH bought back
/// in an ETH share class. Empty unless the dust is worth more than
/// max(dust_delta * equity, 100 * the gas of selling it), or `whatever_it_costs`.
InstructionBlocks dust_sale(const BookView& book, const Settings& settings, const CostCalculator& costs,
                            bool whatever_it_costs);

}  // namespace basis
