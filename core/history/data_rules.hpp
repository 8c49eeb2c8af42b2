#pragma once

#include <compare>
#include <map>
#include <string>

#include "core/base/types.hpp"
#include "core/config/settings.hpp"

namespace basis {

/// What the data gate holds the values of a dataset against, apart from their format.
struct DataRules {
  Ratio max_deviation = Ratio::from_raw(Ratio::kOne / 10);     ///< of a price from the median of its neighbours
  Ratio max_funding = Ratio::from_raw(Ratio::kOne / 100 * 3);  ///< absolute rate of one funding period
  std::map<std::string, Nanos> funding_intervals;              ///< by market, "okx_BTCUSDT"; others pay every 8 h
  /// Coins per contract by market, "okx_ETHUSDT", where the venue counts in contracts, also in its bars' volume.
  std::map<std::string, Amount> contract_sizes;
  friend auto operator<=>(const DataRules&, const DataRules&) = default;
};

/// The rules that the effective configuration gives.
DataRules data_rules(const Settings& settings);

}  // namespace basis
