#pragma once

#include "core/base/utc_time.hpp"

namespace basis {

/// Reads the time for the stamps of the stages. Without a clock, as in a replay, every stage has
/// the time of its cause.
class HotClock {
 public:
  using Reading = MonoTime (*)();
  explicit HotClock(Reading reading) : reading_(reading) {}
  [[nodiscard]] MonoTime now(MonoTime without) const { return reading_ != nullptr ? reading_() : without; }

 private:
  Reading reading_;
};

/// The steady clock: about 20 ns per reading, without a system call.
MonoTime steady_now();

}  // namespace basis
