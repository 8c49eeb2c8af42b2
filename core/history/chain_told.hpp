#pragma once

#include <optional>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// The slow values of a run as a chain tells them, all from one block. Vectors are by InstrumentId, of full length.
struct ChainTold {
  UtcTime heard_utc;                             ///< by the node's clock
  std::vector<Ray> indices;                      ///< of the lending protocol at the block's time; zero: not told
  std::vector<Ray> rates;                        ///< ETH per staked token; zero: not told
  std::vector<std::optional<Ray>> market_rates;  ///< ETH per staked token on a DEX
  std::optional<Amount> gas_price;               ///< ETH per unit of gas
  std::optional<Price> eth;                      ///< USDT for one ETH by the lending protocol's oracle
};

}  // namespace basis
