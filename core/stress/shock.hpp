#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/num/types.hpp"

namespace basis {

/// A rate that is paid over a time.
struct RateOverTime {
  Ratio rate;
  std::int64_t hours = 0;
};

/// What happens to a market, all at once. Moves are relative: -0.3 is 30 %
/// down, 4 is five times as much.
struct Shock {
  std::string text;                         ///< as it was given
  std::map<std::string, Ratio> prices;      ///< by asset ("ETH"): its price and the marks of its perps
  std::optional<Ratio> staking_rate;        ///< oracle rate of staked tokens; their market rate goes along
  std::optional<Ratio> market_rate;         ///< market rate of staked tokens, beside what `staking_rate` does
  std::optional<Ratio> basis;               ///< marks of perps against spot
  std::optional<Ratio> gas;                 ///< price of gas
  std::optional<RateOverTime> funding;      ///< rate per 8 h; positive: longs pay shorts
  std::optional<RateOverTime> borrow_rate;  ///< rate a year that debt grows by
};

/// Reads "eth=-0.3,steth_rate=-0.03,funding=-0.0005x72h". Parts are separated
/// by commas; a name is an asset's in lower case, `staking_rate` (or
/// `steth_rate`), `market_rate`, `basis`, `gas`, `funding` or `borrow_rate`, the
/// last two with RATExHOURSh. A move is from -1 to 100 (a borrow rate from
/// 0), hours are from 1 to 8760. The usage error has a line a bad part, which it names.
Result<Shock> parse_shock(std::string_view text);

}  // namespace basis
