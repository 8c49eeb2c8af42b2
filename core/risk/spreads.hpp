#pragma once

#include <optional>
#include <vector>

#include "core/history/snapshot.hpp"
#include "core/instruments/universe.hpp"
#include "core/portfolio/holding.hpp"

namespace basis {

/// Fall of a staked token's market rate under its oracle rate, for the loss in `stake_spreads`.
inline constexpr Ratio kStakeSpreadShock = Ratio::from_raw(Ratio::kOne * 3 / 100);
/// Move of a perp's mark against spot, to the disadvantage of the position, for the loss in
/// `basis_spreads`.
inline constexpr Ratio kBasisShock = Ratio::from_raw(Ratio::kOne * 5 / 100);

/// Difference between two prices that are assumed to be close, and the loss when a shock moves them
/// apart. Equity values a staked token at its oracle rate; the loss of a staked token is the amount
/// by which a sale at the market rate would bring less.
struct Spread {
  InstrumentId instrument;       ///< the perp, or the first held instrument of the staked token
  std::optional<double> spread;  ///< market / oracle rate - 1, or mark / spot - 1; absent without a market rate
  Amount loss;                   ///< in the share class
};

/// Market rate compared with oracle rate of every staked token held, in instrument order.
std::vector<Spread> stake_spreads(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market);

/// Mark compared with spot of every perp held, in instrument order.
std::vector<Spread> basis_spreads(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market);

/// The market rate of an instrument's token, from the first of its instruments that has one. None
/// when the token is not staked or has no known market rate.
std::optional<Ray> market_rate(const Universe& universe, const MarketSnapshot& market, const Instrument& instrument);

/// Whether the market rate is more than `limit` (a fraction of the oracle rate) under the oracle
/// rate. Compared in exact units.
bool discount_over(Ray oracle, Ray market, Ratio limit);

}  // namespace basis
