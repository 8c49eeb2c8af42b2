#pragma once

#include <optional>

#include "core/base/types.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// The best prices of one market; zero where there is none.
struct BestPrices {
  Price bid;
  Quantity bid_size;
  Price ask;
  Quantity ask_size;

  [[nodiscard]] bool known() const { return bid.sign() > 0 && ask.sign() > 0; }
  /// What an order of this side takes from.
  [[nodiscard]] Price facing(bool buys) const { return buys ? ask : bid; }
  /// Where an order of this side stands first.
  [[nodiscard]] Price own(bool buys) const { return buys ? bid : ask; }
};

/// What a pair worker sees of its markets.
struct PairQuote {
  BestPrices first;
  BestPrices second;                 ///< not read by the worker of a single leg
  std::optional<double> volatility;  ///< a fraction per year; absent: not known
  MonoTime received;
  UtcTime received_utc;
};

}  // namespace basis
