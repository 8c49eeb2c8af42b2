#pragma once

#include <functional>

namespace basis::bench {

/// System calls made by a piece of work.
struct SystemCalls {
  long count = 0;       ///< without reads of a clock
  long first = -1;      ///< number of the first one; -1 for none
  bool counted = true;  ///< false when the kernel has no such filter
};

/// Functions for the child process that is measured.
class CallCounter {
 public:
  /// From this call on, system calls of the calling thread are refused and counted by a seccomp
  /// filter (seccomp(2), SECCOMP_RET_TRAP).
  static void refuse_here();
  /// Ends the child without destructors, which would make system calls.
  [[noreturn]] static void finish();
};

/// Runs `work` in a child process. It must prepare itself, call `refuse_here` on every thread to be
/// counted, do the measured work and call `finish`. A child that does not call `finish` is a broken
/// invariant. Only one count can run at a time.
SystemCalls count_system_calls(const std::function<void()>& work);

}  // namespace basis::bench
