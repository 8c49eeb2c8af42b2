#pragma once

#include <cstdint>

namespace basis {

/// How often memory was taken from the heap by the calling thread; counted by
/// test programs that link `tests/allocations.cpp`.
std::uint64_t allocations();

}  // namespace basis
