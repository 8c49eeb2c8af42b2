#include "core/base/fingerprint.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <xxhash.h>

#include <initializer_list>
#include <set>

namespace basis {
namespace {

std::string of(std::initializer_list<std::string_view> chunks) {
  Fingerprint fingerprint;
  for (const std::string_view chunk : chunks) fingerprint.add(chunk);
  return fingerprint.hex();
}

TEST_CASE("the value is stable, so that stored results stay comparable") {
  // The empty input's value in xxHash's own sanity checks.
  CHECK(of({}) == "99aa06d3014798d86001c324468d497f");
  // A chunk is its length in eight bytes, the lowest first, and then itself.
  const std::string bytes = std::string("\5\0\0\0\0\0\0\0", 8) + "basis" + std::string("\1\0\0\0\0\0\0\0", 8) + "x";
  const XXH128_hash_t whole = XXH3_128bits(bytes.data(), bytes.size());
  CHECK(of({"basis", "x"}) == fmt::format("{:016x}{:016x}", whole.high64, whole.low64));
  CHECK(of({"basis", "2024-05-12"}) == of({"basis", "2024-05-12"}));
}

TEST_CASE("bytes, their order and the cut between chunks all count") {
  const std::string nul("\0", 1);
  const std::string long_text(100'000, 'x');
  const std::set<std::string> all = {of({}),          of({""}),        of({"", ""}),         of({"ab"}), of({"a", "b"}),
                                     of({"b", "a"}),  of({"ab", ""}),  of({"", "ab"}),       of({nul}),  of({nul, nul}),
                                     of({nul + nul}), of({long_text}), of({long_text + "y"})};
  CHECK(all.size() == 13);
  for (const std::string& hex : all) {
    CHECK(hex.size() == 32);
    CHECK(hex.find_first_not_of("0123456789abcdef") == std::string::npos);
  }
}

TEST_CASE("reading the value leaves it as it was") {
  Fingerprint fingerprint;
  fingerprint.add("one");
  const std::string once = fingerprint.hex();
  CHECK(fingerprint.hex() == once);
  fingerprint.add("two");
  CHECK(fingerprint.hex() == of({"one", "two"}));
}

}  // namespace
}  // namespace basis
