#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/time/utc_time.hpp"

namespace basis {

/// The days a synthetic dataset covers: hourly rows from midnight of the first
/// day to 23:00 of the last, daily rows to the midnight after it.
struct SampleSpan {
  UtcTime first;  ///< at midnight
  std::size_t days = 0;
  [[nodiscard]] std::size_t hours() const { return days * 24; }
  [[nodiscard]] UtcTime hour(std::size_t i) const { return first + kHour * static_cast<std::int64_t>(i); }
  [[nodiscard]] UtcTime day(std::size_t i) const { return first + kDay * static_cast<std::int64_t>(i); }
};

/// A value at every hour of the span and at the instant after the last one.
using Path = std::vector<double>;

/// What moves all files of one synthetic dataset. Every number is dimensionless
/// or in dollars per coin; doubles are right here, since the world is made up
/// and becomes exact only when it is written in ticks.
struct SampleWorld {
  SampleSpan span;
  std::uint64_t seed = 0;
  std::map<std::string, Path> level;       ///< BTC, ETH: dollars
  std::map<std::string, Path> volatility;  ///< BTC, ETH: standard deviation of an hour's return
  std::map<std::string, Path> premium;     ///< BTC, ETH: perp over spot, the part all venues share
  std::map<std::string, Path> lst_oracle;  ///< weETH, wstETH: ETH per token
};

/// Makes the world of a seed.
///
/// Levels: log returns of an hour are volatility * e + jump. The volatility is
/// that of a year (BTC 55 %, ETH 70 %) / sqrt(8760) * exp(h - 0.35^2), where h
/// reverts to zero with a half-life of 5 days and a spread of 0.35. e has fat
/// tails (t, 5 degrees of freedom); ETH's is 0.8 of BTC's and 0.6 of its own.
/// Jumps come 30 times a year to both, of -0.5 % +- 2 %, for ETH 1.3 times that.
///
/// Premium: 2 bp + a mood (spread 5 bp, half-life 10 days) + a ripple (spread
/// 3 bp, half-life 12 hours); half the mood is the market's, half the asset's.
///
/// LST oracle rates grow every hour by apr / 8760, apr = mean * exp(x), x
/// reverting with a spread of 0.1 and a half-life of 10 days (means: weETH
/// 2.9 %, wstETH 2.8 %), so they never fall.
SampleWorld make_sample_world(const SampleSpan& span, std::uint64_t seed);

}  // namespace basis
