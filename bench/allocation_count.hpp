#pragma once

#include <cstdint>

namespace basis::bench {

/// How often the program, all threads and C libraries included, has asked for memory so far.
std::uint64_t allocation_count();

}  // namespace basis::bench
