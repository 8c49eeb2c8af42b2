#include <doctest/doctest.h>

#include "tests/support/allocations.hpp"
#include "tests/venues/wire/codec_support.hpp"

namespace basis {
namespace {

using namespace test;

/// Allocations of decoding `text` twice: whatever is made on first use counts.
std::size_t allocations_of(const Fixture& from, const std::string& text) {
  const ExactFrame exact(text);
  return with_decoder(from, kSmall, [&](auto& decoder) {
    const auto keep = [](const auto& event) { asm volatile("" : : "r"(&event) : "memory"); };
    const std::size_t before = allocations();
    for (int round = 0; round < 2; ++round) {
      if (from.is_rest())
        (void)decoder.decode_snapshot(exact.frame(), Fixture::market(), keep);
      else
        (void)decoder.decode(exact.frame(), keep);
    }
    return allocations() - before;
  });
}

TEST_CASE("a frame costs no allocation, whether it is read or refused") {
  CHECK(allocations() > 0);  // they are counted
  for (const Fixture& from : all_fixtures()) {
    CAPTURE(from.venue);
    CAPTURE(from.name);
    CHECK(allocations_of(from, from.text) == 0);
    CHECK(allocations_of(from, from.text.substr(0, from.text.size() / 2)) == 0);
    std::string other = from.text;
    std::replace(other.begin(), other.end(), 'B', 'Q');
    CHECK(allocations_of(from, other) == 0);
  }
}

}  // namespace
}  // namespace basis
