#pragma once

#include <map>
#include <string>

#include "tools/sample/sample_world.hpp"

namespace basis {

/// Files of a dataset: name in the folder -> text.
using SampleFiles = std::map<std::string, std::string>;

/// Hourly bars of a path. Each opens at the close of the previous one, in units of 10^-decimals;
/// prices are multiples of `tick` such units. Wicks extend beyond open and close by half an hour's
/// volatility times |normal|; volume is lognormal around `typical_volume`.
struct BarSpec {
  std::string file;
  int decimals;
  std::int64_t tick;
  double typical_volume;
};
void add_bars(SampleFiles& files, const SampleWorld& world, const BarSpec& spec, const Path& levels,
              const Path& volatility);

/// Spot and perpetual bars of Binance, Bybit and OKX, and funding. A venue's spot is the level *
/// exp(noise), with noise of 0.5 bp; its perp is the level * exp(premium + noise), with noise of 1
/// bp; both have a half-life of 2 hours. Funding at t is P + clamp(0.01 % - P, -0.05 %, 0.05 %),
/// limited to +-0.3 %, with P the venue's premium averaged over the eight hours before t. OKX also
/// has a predicted rate: the same formula with the premium at t alone.
void add_market_files(SampleFiles& files, const SampleWorld& world);

/// Aave indices, LST rates, gas and Uniswap pools.
///
/// Aave: borrow rates are mean * exp(x), with x reverting with a half-life of 10 days; the supply
/// rate is borrow * utilisation * (1 - reserve factor). In a day the liquidity index grows by rate
/// / 365, the borrow index by exp(rate / 365).
/// LST market rates are oracle * (1 - discount): 5 bp with a spread of 4 bp (half-life 24 hours),
/// plus depegs twice a year of 0.5 to 2 %, which halve every 18 hours.
/// Gas: 8 gwei * exp(x) * (1 + 0.35 sin(day)), x with a spread of 0.5 and a half-life of 3 days; in
/// one hour of 300 a spike to 3 to 10 times.
/// Pools: EIGEN and ETHFI in WETH with a yearly volatility of 100 %, WETH in USDT at the level
/// within 2 bp.
void add_chain_files(SampleFiles& files, const SampleWorld& world);

/// Rewards and the table of execution costs. Weekly KING distributions on Saturdays pay 0.19 EIGEN
/// per eETH and week (spread 0.01); the first one, of 2024-10-05, covers the weeks since
/// 2024-08-15. One in five is followed five days later by a top-up of ETHFI. Every 120 days there
/// is an estimated ETHFI airdrop. When 2024-10-05 is outside the span, the weeks start at its
/// beginning. Costs are fee + impact * sqrt(order / 1,000,000 USD), rounded to a tenth of a basis
/// point.
void add_table_files(SampleFiles& files, const SampleWorld& world);

}  // namespace basis
