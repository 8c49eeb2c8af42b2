#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/ids.hpp"
#include "core/num/types.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// A distribution to holders of a liquid staking token, paid at one instant.
struct RewardPaid {
  std::string token;      ///< what is paid: "EIGEN"
  Amount per_underlying;  ///< tokens per unit of the staked asset held, the whole period's
  bool wrapped = false;   ///< paid as a share of the vault that has to be unwrapped first
  std::string name;       ///< of the distribution: "EIGEN_via_KING"
};

/// Everything known of the market at one instant, immutable once published.
/// Vectors are indexed by AssetId or InstrumentId and always full length.
struct MarketSnapshot {
  UtcTime time;
  /// By asset: USDT per unit; USDT itself is 1; zero while a token has no price yet, or where the run needs none.
  std::vector<Price> prices;
  std::vector<Price> marks;  ///< by instrument: a perp's own price; zero elsewhere
  /// By instrument: Aave index; one elsewhere; zero for the reserve of a staked token that was not chosen.
  std::vector<Ray> indices;
  /// By instrument: ETH per staked token; one elsewhere; zero for a staked token that was not chosen.
  std::vector<Ray> rates;
  std::vector<std::optional<Ray>> market_rates;     ///< by instrument: ETH per staked token on a DEX, where it is known
  std::vector<std::optional<Ray>> funding_settled;  ///< by instrument: rate paid at this very instant
  std::vector<std::optional<Ray>> funding_known;    ///< by instrument: the last rate settled up to now
  std::vector<RewardPaid> rewards;                  ///< paid at this very instant
  std::optional<Amount> gas_price;       ///< ETH per unit of gas, base fee + priority; absent without a cost model
  std::optional<Price> gas_token_price;  ///< USDT per ETH for gas; present with `gas_price`
};

using MarketPtr = std::shared_ptr<const MarketSnapshot>;

}  // namespace basis
