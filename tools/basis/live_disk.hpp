#pragma once

#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

struct LiveRun;

/// Looks at the file system of a run now and then, and lets its node do less before it is full: what cannot be written
/// ends the node.
class LiveDisk {
 public:
  /// Error: the node cannot go on.
  Result<void> look(LiveRun& run, MonoTime now);

 private:
  MonoTime next_;
};

}  // namespace basis
