#pragma once

#include "actors/control/node_state.hpp"
#include "core/base/histogram.hpp"

namespace basis {

/// How long the rounds of a live run's thread take by its own CPU time: what the host takes away is not counted.
class LoopTimes {
 public:
  /// A round that is longer keeps what came meanwhile waiting.
  static constexpr Nanos kStall{1'000'000};

  void begin() { began_ = own(); }
  void end();
  [[nodiscard]] LaneRow row(MonoTime now);

 private:
  [[nodiscard]] static std::int64_t own();

  LatencyHistogram rounds_;
  std::uint64_t stalls_ = 0;
  std::int64_t began_ = 0;
  std::int64_t sum_ = 0;
  std::optional<MonoTime> first_;
};

}  // namespace basis
