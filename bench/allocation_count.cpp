#include "bench/allocation_count.hpp"

#include <atomic>
#include <cerrno>
#include <cstddef>

// glibc's names of the functions that are replaced here (glibc manual, "Replacing malloc").
// operator new and C libraries both call them.
extern "C" {
void* __libc_malloc(std::size_t bytes);
void* __libc_calloc(std::size_t count, std::size_t bytes);
void* __libc_realloc(void* memory, std::size_t bytes);
void* __libc_memalign(std::size_t alignment, std::size_t bytes);
}

namespace {

constinit std::atomic<std::uint64_t> count{0};

void count_one() { count.fetch_add(1, std::memory_order_relaxed); }

}  // namespace

std::uint64_t basis::bench::allocation_count() { return count.load(std::memory_order_relaxed); }

extern "C" {

void* malloc(std::size_t bytes) {
  count_one();
  return __libc_malloc(bytes);
}

void* calloc(std::size_t items, std::size_t bytes) {
  count_one();
  return __libc_calloc(items, bytes);
}

void* realloc(void* memory, std::size_t bytes) {
  count_one();
  return __libc_realloc(memory, bytes);
}

void* memalign(std::size_t alignment, std::size_t bytes) {
  count_one();
  return __libc_memalign(alignment, bytes);
}

void* aligned_alloc(std::size_t alignment, std::size_t bytes) {
  count_one();
  return __libc_memalign(alignment, bytes);
}

int posix_memalign(void** memory, std::size_t alignment, std::size_t bytes) {
  count_one();
  *memory = __libc_memalign(alignment, bytes);
  return *memory == nullptr ? ENOMEM : 0;
}
}
