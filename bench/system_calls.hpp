#pragma once

#include <functional>

namespace basis::bench {

/// What a piece of work asked of the kernel.
struct SystemCalls {
  long count = 0;       ///< those of reading a clock left out
  long first = -1;      ///< number of the first one; -1 for none
  bool counted = true;  ///< false where the kernel offers no filter
};

/// In the child process that counts.
class CallCounter {
 public:
  /// From here on the calling thread's system calls are refused and counted, by
  /// a seccomp filter (seccomp(2), SECCOMP_RET_TRAP).
  static void refuse_here();
  /// Ends the child: nothing is torn down, which would need system calls.
  [[noreturn]] static void finish();
};

/// Runs `work` in a child process. It sets itself up, calls `refuse_here` on every thread
/// that counts, does what is counted and calls `finish`. A child that does not come
/// to that is a broken invariant. One count at a time.
SystemCalls count_system_calls(const std::function<void()>& work);

}  // namespace basis::bench
