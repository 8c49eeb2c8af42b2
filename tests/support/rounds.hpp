#pragma once

#include <cstdint>
#include <cstdlib>
#include <string>

namespace basis::test {

/// How many of `full` random rounds a property test makes: BASIS_TEST_PERCENT of them, a fifth where that is not set.
/// The soak tier sets 100 and more.
inline std::uint64_t rounds(std::uint64_t usual) {
  static const std::uint64_t kPercent = [] {
    const char* text = std::getenv("BASIS_TEST_PERCENT");
    return text != nullptr ? std::stoull(text) : 100;
  }();
  return usual * kPercent / 100;
}

}  // namespace basis::test
