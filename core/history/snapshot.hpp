#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"
#include "core/instruments/ids.hpp"

namespace basis {

/// The length of the bars that a data folder holds, and the step of its history.
inline constexpr Nanos kBarLength = kHour;

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

/// The bar of a perp that ends at an instant. It was in progress since `MarketSnapshot::bar` before.
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
///
/// It is made from the bars of a history (`Timeline`) or from feeds (`FeedSnapshots`), at any two instants that follow
/// each other: nothing that reads it may take the time between two of them for an hour. A zero price, mark, index or
/// rate is an absent one and never a value. Valuing a holding with it is a broken invariant, so whoever makes snapshots
/// from feeds asks `unvalued` first, and lets nothing be decided that needs what is absent.
struct MarketSnapshot {
  UtcTime time;
  /// By asset: USDT per unit. USDT itself is 1. Zero before the first price of a token, where the run needs none, and
  /// where a feed has no valid one.
  std::vector<Price> prices;
  /// By instrument: the mark price of a perp; zero for other instruments, and where a feed has no valid one.
  std::vector<Price> marks;
  Nanos bar = kBarLength;  ///< the length of the bars of `ended` and of the volumes in `depth`
  /// By instrument: the bar of a perp that ends at this instant; zero for other instruments. Empty at the first instant
  /// of a run, in one that looks at opens only, and from feeds, whose venues liquidate by themselves; then nothing is
  /// tried inside a bar.
  std::vector<EndedBar> ended;
  /// By instrument: the Aave index; one for instruments without one; zero for the reserve of a staked token that was
  /// not chosen, and from feeds at a time without history.
  std::vector<Ray> indices;
  /// By instrument: ETH per staked token; one for other instruments; zero for a staked token that was not chosen, and
  /// from feeds at a time without history.
  std::vector<Ray> rates;
  std::vector<std::optional<Ray>> market_rates;  ///< by instrument: ETH per staked token on a DEX, where it is known
  /// By instrument: the sum of the rates settled since the instant before and up to this one. In hourly history that is
  /// the rate settled at exactly this instant.
  std::vector<std::optional<Ray>> funding_settled;
  std::vector<std::optional<Ray>> funding_known;  ///< by instrument: the last rate settled at or before this instant
  /// Where it is known, in instrument order; none with capacity off. From feeds without volumes, so that no trade is
  /// held against one.
  std::vector<MarketDepth> depth;
  std::vector<RewardPaid> rewards;       ///< paid since the instant before and up to this one
  std::vector<RewardEarning> earning;    ///< distributions that were earned since the instant before
  std::optional<Amount> gas_price;       ///< ETH per unit of gas, base fee + priority; absent without a cost model
  std::optional<Price> gas_token_price;  ///< USDT per ETH for gas; present with `gas_price`
};

using MarketPtr = std::shared_ptr<const MarketSnapshot>;

}  // namespace basis
