#pragma once

#include <map>

#include "core/base/utc_time.hpp"
#include "core/instruments/market.hpp"

namespace basis {

/// When order books that lack a snapshot are requested, so that no venue is asked more often than that helps.
class BookRequests {
 public:
  /// Whether to request the book now; then it counts as requested.
  bool due(MarketId market, UtcTime now) {
    UtcTime& not_before = not_before_[market];
    if (now < not_before) return false;
    not_before = now + kNotCome;
    return true;
  }
  /// A snapshot has come. One that did not help is requested again after a while.
  void answered(MarketId market, UtcTime now) { not_before_[market] = now + kNoHelp; }

 private:
  static constexpr Nanos kNotCome = kSecond * 5;
  static constexpr Nanos kNoHelp = kSecond;
  std::map<MarketId, UtcTime> not_before_;
};

}  // namespace basis
