#pragma once

// Debian builds libcaf_core without instrumentation. So the thread sanitizer sees that a message is
// written and read, but not that the mailbox synchronises the two. The functions here report that
// to it; in other builds they do nothing.

#if defined(BASIS_THREAD_SANITIZER)
extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}
#endif

namespace basis {

/// Writes before this call are visible after `told_received` on the same address.
inline void told_sent([[maybe_unused]] void* address) {
#if defined(BASIS_THREAD_SANITIZER)
  __tsan_release(address);
#endif
}
inline void told_received([[maybe_unused]] void* address) {
#if defined(BASIS_THREAD_SANITIZER)
  __tsan_acquire(address);
#endif
}

}  // namespace basis
