#pragma once

// Debian builds libcaf_core without instrumentation: the sanitizer sees a message
// being written and being read, and not that the mailbox in between orders the
// two. Here it is told, and only it: other builds compile to nothing.

#if defined(__SANITIZE_THREAD__)
extern "C" {
void __tsan_acquire(void* address);
void __tsan_release(void* address);
}
#endif

namespace basis {

/// What was written before this is there for who calls `told_received` on the same address.
inline void told_sent([[maybe_unused]] void* address) {
#if defined(__SANITIZE_THREAD__)
  __tsan_release(address);
#endif
}
inline void told_received([[maybe_unused]] void* address) {
#if defined(__SANITIZE_THREAD__)
  __tsan_acquire(address);
#endif
}

}  // namespace basis
