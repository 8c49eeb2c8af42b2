#pragma once

// libcaf_core hands objects from thread to thread in ways the thread sanitizer
// cannot see, because Debian builds it without instrumentation.

#if defined(BASIS_THREAD_SANITIZER)
extern "C" {
void AnnotateIgnoreReadsBegin(const char* file, int line);
void AnnotateIgnoreReadsEnd(const char* file, int line);
void AnnotateIgnoreWritesBegin(const char* file, int line);
void AnnotateIgnoreWritesEnd(const char* file, int line);
}
#endif

namespace basis {

/// While it lives, the sanitizer does not watch this thread: for reading a reply
/// and freeing what libcaf_core counted, and nothing else.
class Uninstrumented {
 public:
  Uninstrumented() {
#if defined(BASIS_THREAD_SANITIZER)
    AnnotateIgnoreReadsBegin(__FILE__, __LINE__);
    AnnotateIgnoreWritesBegin(__FILE__, __LINE__);
#endif
  }
  ~Uninstrumented() {
#if defined(BASIS_THREAD_SANITIZER)
    AnnotateIgnoreWritesEnd(__FILE__, __LINE__);
    AnnotateIgnoreReadsEnd(__FILE__, __LINE__);
#endif
  }
  Uninstrumented(const Uninstrumented&) = delete;
  Uninstrumented& operator=(const Uninstrumented&) = delete;
};

}  // namespace basis
