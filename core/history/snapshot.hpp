#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// A reward distribution to holders of a liquid staking token, paid at one instant for the time-weighted average of
/// what was held in its period.
struct RewardPaid {
  std::string token;             ///< the token that is paid: "EIGEN"
  Amount per_underlying;         ///< tokens per unit of the staked asset held, for the whole period
  bool wrapped = false;          ///< paid as shares of a vault, which have to be unwrapped
  std::string name;              ///< of the distribution: "EIGEN_via_KING"
  std::size_t distribution = 0;  ///< its number, as in `RewardEarning`
  Nanos period{};                ///< length of the period; zero for an instant, which pays what was held just before
};

/// A part of the period of a distribution, within the time since the instant before.
struct RewardEarning {
  std::size_t distribution = 0;
  Nanos time;  ///< how long of it
};

/// The bar of a perp that ends at an instant. It was in progress since one hour before.
struct EndedBar {
  Price open;
  Price high;
  Price low;
};

/// How much an instrument's market or protocol can take at an instant.
struct MarketDepth {
  InstrumentId instrument;
  /// Coins traded in the bar that begins at the instant. Nobody knows it at that instant: it is for the judgement of
  /// what was traded, not for decisions.
  std::optional<Amount> volume;
  std::optional<Amount> supplied;       ///< aToken and debt: tokens of the reserve supplied by everyone, last known
  std::optional<Amount> variable_debt;  ///< aToken and debt: tokens of the reserve borrowed by everyone, last known
};

/// The market data known at one instant; immutable once published. Vectors are indexed
/// by AssetId or InstrumentId and always have full length.
struct MarketSnapshot {
  UtcTime time;
  /// By asset: USDT per unit. USDT itself is 1. Zero before the first price of a token, and where the run needs none.
  std::vector<Price> prices;
  std::vector<Price> marks;  ///< by instrument: the mark price of a perp; zero for other instruments
  /// By instrument: the bar of a perp that ends at this instant; zero for other instruments. Empty at the first instant
  /// of a run, and in one that looks at opens only.
  std::vector<EndedBar> ended;
  /// By instrument: the Aave index; one for instruments without one; zero for the reserve of a staked token that was
  /// not chosen.
  std::vector<Ray> indices;
  /// By instrument: ETH per staked token; one for other instruments; zero for a staked token that was not chosen.
  std::vector<Ray> rates;
  std::vector<std::optional<Ray>> market_rates;     ///< by instrument: ETH per staked token on a DEX, where it is known
  std::vector<std::optional<Ray>> funding_settled;  ///< by instrument: the rate settled at exactly this instant
  std::vector<std::optional<Ray>> funding_known;    ///< by instrument: the last rate settled at or before this instant
  std::vector<MarketDepth> depth;                   ///< where it is known, in instrument order; none with capacity off
  std::vector<RewardPaid> rewards;                  ///< paid at exactly this instant
  std::vector<RewardEarning> earning;               ///< distributions that were earned since the instant before
  std::optional<Amount> gas_price;       ///< ETH per unit of gas, base fee + priority; absent without a cost model
  std::optional<Price> gas_token_price;  ///< USDT per ETH for gas; present with `gas_price`
};

using MarketPtr = std::shared_ptr<const MarketSnapshot>;

}  // namespace basis
