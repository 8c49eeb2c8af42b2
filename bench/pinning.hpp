#pragma once

#include <sched.h>

#include <cstddef>

namespace basis::bench {

/// Pins the calling thread to a core; false when that is not possible.
inline bool pin_to(std::size_t core) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(core, &cpus);
  return sched_setaffinity(0, sizeof cpus, &cpus) == 0;
}

/// Lets the calling thread, and threads it starts later, run on all cores.
inline void unpin() {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  for (std::size_t core = 0; core < CPU_SETSIZE; ++core) CPU_SET(core, &cpus);
  sched_setaffinity(0, sizeof cpus, &cpus);
}

}  // namespace basis::bench
