#pragma once

#include "core/strategy/strategy.hpp"

namespace basis {

/// Blocks that sell dust: on-chain tokens that are neither share class, watched asset, quote nor
/// staking token, such as restaking rewards. Rewards that are still in their vault are unwrapped
/// first. All is sold for USDT; in an ETH share class ETH is bought with it. Empty unless the dust
/// is worth more than max(dust_delta * equity, 100 * the gas of selling it), or `whatever_it_costs`
/// is set.
InstructionBlocks dust_sale(const PortfolioView& portfolio, const Settings& settings, const CostCalculator& costs,
                            bool whatever_it_costs);

}  // namespace basis
