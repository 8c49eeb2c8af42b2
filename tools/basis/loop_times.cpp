#include "tools/basis/loop_times.hpp"

#include <ctime>

namespace basis {

std::int64_t LoopTimes::own() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::int64_t>(now.tv_sec) * kSecond.count + now.tv_nsec;
}

void LoopTimes::end() {
  const std::int64_t took = own() - began_;
  rounds_.record(took);
  sum_ += took;
  if (took > kStall.count) ++stalls_;
}

LaneRow LoopTimes::row(MonoTime now) {
  if (!first_) first_ = now;
  const std::int64_t whole = (now - *first_).count;
  LaneRow row{"sockets and node", rounds_.count(), stalls_, Nanos{rounds_.most()}, 0, {}, {}};
  if (whole > 0) row.duty = static_cast<double>(sum_) / static_cast<double>(whole);
  row.p50 = Nanos{rounds_.percentile(0.5)};
  row.p99 = Nanos{rounds_.percentile(0.99)};
  return row;
}

}  // namespace basis
