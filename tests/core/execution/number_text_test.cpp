#include "core/execution/number_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <random>
#include <string>

namespace basis {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

/// The text, which must stay within the bytes the header asks for.
template <std::size_t kRoom, class Write>
std::string written(Write write) {
  std::array<char, kRoom + 8> memory;
  memory.fill('#');
  const char* const end = write(memory.data());
  const auto size = static_cast<std::size_t>(end - memory.data());
  REQUIRE(std::all_of(memory.begin() + kRoom, memory.end(), [](char c) { return c == '#'; }));
  return {memory.data(), size};
}
template <class Number>
std::string text_of(std::int64_t raw) {
  return written<kMaxNumberText>([raw](char* out) { return write_number(out, Number::from_raw(raw)); });
}
std::string text_of_integer(std::uint64_t value) {
  return written<kMaxIntegerText>([value](char* out) { return write_integer(out, value); });
}

TEST_CASE("numbers as a person would write them") {
  CHECK(text_of<Price>(0) == "0");
  CHECK(text_of<Price>(1) == "0.00000001");
  CHECK(text_of<Price>(10'000'000) == "0.1");
  CHECK(text_of<Price>(100'000'000) == "1");
  CHECK(text_of<Quantity>(6'012'345'600'000) == "60123.456");
  CHECK(text_of<Contracts>(-150'000'000) == "-1.5");
  CHECK(text_of<Price>(100'000'000'000'000'000) == "1000000000");
  CHECK(text_of<Price>(kMost) == "92233720368.54775807");
  CHECK(text_of<Price>(kLeast) == "-92233720368.54775808");
}

TEST_CASE("every number has the text of to_string") {
  constexpr std::uint64_t kSeed = 20241024;
  CAPTURE(kSeed);
  std::mt19937_64 random(kSeed);
  for (int i = 0; i < 50'000; ++i) {
    // All magnitudes alike, and as many zeros behind the last digit as there may be.
    auto raw = static_cast<std::int64_t>(random()) >> (random() % 64);
    for (std::uint64_t zeros = random() % 12; zeros > 0 && raw > kLeast / 10 && raw < kMost / 10; --zeros) raw *= 10;
    REQUIRE(text_of<Price>(raw) == Price::from_raw(raw).to_string());
    REQUIRE(text_of<Quantity>(raw) == Quantity::from_raw(raw).to_string());
    REQUIRE(text_of<Contracts>(raw) == Contracts::from_raw(raw).to_string());
    const std::uint64_t integer = random() >> (random() % 64);
    REQUIRE(text_of_integer(integer) == std::to_string(integer));
  }
  for (std::uint64_t power = 1; power <= kMost / 10; power *= 10) {
    for (const std::uint64_t value : {power - 1, power, power + 1}) {
      CHECK(text_of_integer(value) == std::to_string(value));
      CHECK(text_of<Price>(static_cast<std::int64_t>(value)) ==
            Price::from_raw(static_cast<std::int64_t>(value)).to_string());
    }
  }
  CHECK(text_of_integer(std::numeric_limits<std::uint64_t>::max()) == "18446744073709551615");
}

}  // namespace
}  // namespace basis
