#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/types.hpp"

namespace basis {

/// A rate that is paid over a number of hours.
struct RateOverTime {
  Ratio rate;
  std::int64_t hours = 0;
};

/// Changes to a market that happen at once. Moves are relative: -0.3 is 30 % down, 4 is five times
/// as much.
struct Shock {
  std::string text;                         ///< as the user wrote it
  std::map<std::string, Ratio> prices;      ///< by asset ("ETH"): its price and the marks of its perps
  std::optional<Ratio> staking_rate;        ///< oracle rate of staked tokens; their market rate moves with it
  std::optional<Ratio> market_rate;         ///< market rate of staked tokens, in addition to `staking_rate`
  std::optional<Ratio> basis;               ///< marks of perps relative to spot
  std::optional<Ratio> gas;                 ///< gas price
  std::optional<RateOverTime> funding;      ///< rate per 8 h; positive: longs pay shorts
  std::optional<RateOverTime> borrow_rate;  ///< yearly rate by which debt grows
};

/// Reads "eth=-0.3,steth_rate=-0.03,funding=-0.0005x72h". Parts are separated by commas. A name is
/// an asset in lower case, `staking_rate` (or `steth_rate`), `market_rate`, `basis`, `gas`,
/// `funding` or `borrow_rate`; the last two take RATExHOURSh. A move is from -1 to 100 (a borrow
/// rate from 0), hours are from 1 to 8760. The usage error has one line for each bad part and
/// quotes it.
Result<Shock> parse_shock(std::string_view text);

}  // namespace basis
