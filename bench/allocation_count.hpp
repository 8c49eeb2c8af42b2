#pragma once

#include <cstdint>

namespace basis::bench {

/// Number of allocations so far, by all threads, C libraries included.
std::uint64_t allocation_count();

}  // namespace basis::bench
