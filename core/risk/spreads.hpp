#pragma once

#include <optional>
#include <vector>

#include "core/domain/holding.hpp"
#include "core/domain/universe.hpp"
#include "core/market/snapshot.hpp"

namespace basis {

/// Fall of a staked token's market rate under its oracle rate that `stake_spreads` prices.
inline constexpr Ratio kStakeSpreadShock = Ratio::from_raw(Ratio::kOne * 3 / 100);
/// Move of a perp's mark against spot, to the disadvantage of the position, that `basis_spreads` prices.
inline constexpr Ratio kBasisShock = Ratio::from_raw(Ratio::kOne * 5 / 100);

/// A price that is held to be another's, how far off it is, and what the shock
/// to it would cost. Equity knows a staked token at its oracle rate only: its
/// loss is what a sale at the market would bring less.
struct Spread {
  InstrumentId instrument;       ///< the perp; of a staked token the first of its instruments that is held
  std::optional<double> spread;  ///< market rate / oracle rate - 1, mark / spot - 1; absent where the market is unknown
  Amount loss;                   ///< in the share class
};

/// Market rate against oracle rate of every staked token held, in instrument order.
std::vector<Spread> stake_spreads(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market);

/// Mark against spot of every perp held, in instrument order.
std::vector<Spread> basis_spreads(const Universe& universe, const PositionSet& positions, const MarketSnapshot& market);

/// The market rate of an instrument's token, from whichever of its instruments
/// knows one; none where the token is not staked or no market is known.
std::optional<Ray> market_rate(const Universe& universe, const MarketSnapshot& market, const Instrument& instrument);

/// Whether the market rate is more than `limit` under the oracle's, to the last unit.
bool discount_over(Ray oracle, Ray market, Ratio limit);

}  // namespace basis
