#pragma once

#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "tests/node/support.hpp"
#include "tests/support/numbers.hpp"
#include "tools/sample/sample_dataset.hpp"

namespace basis::test {

/// Sample data of four months, written once for all cases.
inline const std::filesystem::path& sample_folder() {
  static const TemporaryFolder folder;
  static const bool written = [] {
    const auto done = write_sample_dataset(folder.path() / "sample", 7, utc("2024-05-12"), utc("2024-09-12"));
    if (!done) broken_invariant(done.error().text());
    return true;
  }();
  REQUIRE(written);
  static const std::filesystem::path path = folder.path() / "sample";
  return path;
}

inline History history_for(const std::filesystem::path& data, const Settings& settings, UtcTime from, UtcTime to) {
  auto history = load_history(data, series_needed(settings), from, to);
  if (!history) {
    for (const std::string& line : history.error().lines) MESSAGE(line);
    broken_invariant("the data gate refused");
  }
  return std::move(history.value());
}

inline long double number(Amount amount) { return static_cast<long double>(amount.raw()) / 1e18L; }
inline long double number(Price price) { return static_cast<long double>(price.raw()) / 1e8L; }
inline long double number(Ray ray) { return static_cast<long double>(ray.raw()) / 1e27L; }

inline void check_close(Amount got, long double wanted) {
  INFO("got ", got.to_string(), ", closed form ", static_cast<double>(wanted));
  CHECK(std::abs(static_cast<double>((number(got) - wanted) / wanted)) < 1e-9);
}

/// A stretch of the sample data.
struct Window {
  const char* from;
  const char* to;
};
inline constexpr std::array<Window, 4> kWindows{{
    {"2024-05-12", "2024-09-12"},
    {"2024-05-12T08:00:00Z", "2024-06-01T16:00:00Z"},
    {"2024-06-03T03:00:00Z", "2024-06-03T05:00:00Z"},
    {"2024-07-31T23:00:00Z", "2024-09-11T07:00:00Z"},
}};

}  // namespace basis::test
