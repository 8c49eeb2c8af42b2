#pragma once

#include <cstdint>
#include <random>
#include <string_view>

#include "core/base/utc_time.hpp"

namespace basis {

/// How long messages travel between us and a venue. Market data takes `minimum`; orders and reports take a time between
/// both ends, drawn for each message.
struct LatencySpec {
  Nanos minimum;
  Nanos maximum;  ///< at least `minimum`
  std::uint64_t seed = 0;
};

/// Reads "250" or "100..400", in whole microseconds, each at most 60,000,000 (one minute). Usage error: anything else.
Result<LatencySpec> parse_latency(std::string_view text, std::uint64_t seed);

/// When messages arrive. A later message of one direction never arrives before an earlier one. Orders and reports are
/// drawn from streams of their own, so that the number of one does not change the other.
class Latency {
 public:
  explicit Latency(const LatencySpec& spec);

  /// One way, of market data: what is received at r happened at the venue at r less this.
  [[nodiscard]] Nanos market_data() const { return spec_.minimum; }
  /// When an order that is sent at `sent` is at the venue.
  UtcTime order_arrival(UtcTime sent) { return arrival(orders_, sent); }
  /// When a report that is made at `made` is received.
  UtcTime report_arrival(UtcTime made) { return arrival(reports_, made); }

 private:
  struct Direction {
    std::mt19937_64 random;
    UtcTime last;
  };
  UtcTime arrival(Direction& direction, UtcTime sent) const;

  LatencySpec spec_;
  Direction orders_;
  Direction reports_;
};

}  // namespace basis
