#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/base/utc_time.hpp"

namespace basis {

/// The days of a synthetic dataset: hourly rows from midnight of the first day to 23:00 of the
/// last, daily rows to the midnight after it.
struct SampleSpan {
  UtcTime first;  ///< at midnight
  std::size_t days = 0;
  [[nodiscard]] std::size_t hours() const { return days * 24; }
  [[nodiscard]] UtcTime hour(std::size_t i) const { return first + kHour * static_cast<std::int64_t>(i); }
  [[nodiscard]] UtcTime day(std::size_t i) const { return first + kDay * static_cast<std::int64_t>(i); }
};

/// A value for every hour of the span and for the time after the last one.
using Path = std::vector<double>;

/// The processes behind all files of one synthetic dataset. Values are dimensionless or in dollars
/// per coin. They are doubles, because they need not be exact before they are written in ticks.
struct SampleWorld {
  SampleSpan span;
  std::uint64_t seed = 0;
  std::map<std::string, Path> level;       ///< BTC, ETH: dollars
  std::map<std::string, Path> volatility;  ///< BTC, ETH: standard deviation of an hour's return
  std::map<std::string, Path> premium;     ///< BTC, ETH: perp over spot, the part common to all venues
  std::map<std::string, Path> lst_oracle;  ///< weETH, wstETH: ETH per token
};

/// Makes the processes of a seed.
///
/// Levels: log returns of an hour are volatility * e + jump. The volatility is the yearly one (BTC
/// 55 %, ETH 70 %) / sqrt(8760) * exp(h - 0.35^2), where h reverts to zero with a half-life of 5
/// days and a spread of 0.35. e has fat tails (t, 5 degrees of freedom); ETH's e is 0.8 of BTC's
/// plus 0.6 of its own. Jumps occur 30 times a year in both assets, of -0.5 % +- 2 %; those of ETH
/// are 1.3 times as large.
///
/// Premium: 2 bp + a slow process (spread 5 bp, half-life 10 days) + a fast process (spread 3 bp,
/// half-life 12 hours). One half of the slow process is common to all assets, the other is the asset's own.
///
/// LST oracle rates grow every hour by apr / 8760, apr = mean * exp(x), x
/// reverting with a spread of 0.1 and a half-life of 10 days (means: weETH
/// 2.9 %, wstETH 2.8 %), so they never fall.
SampleWorld make_sample_world(const SampleSpan& span, std::uint64_t seed);

}  // namespace basis
