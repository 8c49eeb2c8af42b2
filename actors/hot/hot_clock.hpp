#pragma once

#include "core/time/utc_time.hpp"

namespace basis {

/// Stamps stages where there is a clock; without one everything happens at its
/// cause's own time, as in a replay.
class HotClock {
 public:
  using Reading = MonoTime (*)();
  explicit HotClock(Reading reading) : reading_(reading) {}
  [[nodiscard]] MonoTime now(MonoTime without) const { return reading_ != nullptr ? reading_() : without; }

 private:
  Reading reading_;
};

/// The steady clock, about 20 ns a reading and no system call.
MonoTime steady_now();

}  // namespace basis
