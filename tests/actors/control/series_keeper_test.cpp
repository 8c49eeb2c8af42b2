// The series of a node's portfolio stays bounded and even, however long the node runs.

#include "actors/control/series_keeper.hpp"

#include <doctest/doctest.h>

namespace basis::test {
namespace {

SeriesRow row_at(std::int64_t second) {
  SeriesRow row;
  row.time = UtcTime::from_nanos(second * kSecond.count);
  return row;
}

TEST_CASE("series: every length keeps its first and its newest row, in order, within the bound, and evenly") {
  for (const std::size_t most : {std::size_t{4}, std::size_t{5}, std::size_t{16}, std::size_t{17}}) {
    SeriesKeeper keeper(most);
    CHECK(keeper.show()->empty());
    for (std::int64_t i = 0; i < 1'000; ++i) {
      keeper.push(row_at(i));
      const auto& rows = *keeper.show();
      CAPTURE(most);
      CAPTURE(i);
      REQUIRE(rows.size() <= most);
      REQUIRE(rows.front().time == row_at(0).time);
      REQUIRE(rows.back().time == row_at(i).time);
      // All but the last step are one length, and the last is no longer.
      for (std::size_t j = 2; j + 1 < rows.size(); ++j)
        REQUIRE((rows[j].time - rows[j - 1].time) == (rows[1].time - rows[0].time));
      if (rows.size() > 2) REQUIRE((rows.back().time - rows[rows.size() - 2].time) <= (rows[1].time - rows[0].time));
      // At least about half of the room is used, once there was enough.
      if (static_cast<std::size_t>(i) >= most) REQUIRE(rows.size() * 2 >= most);
    }
  }
}

TEST_CASE("series: what was shown does not change") {
  SeriesKeeper keeper(4);
  keeper.push(row_at(0));
  const auto before = keeper.show();
  CHECK(keeper.show() == before);
  keeper.push(row_at(1));
  CHECK(before->size() == 1);
  CHECK(keeper.show()->size() == 2);
}

}  // namespace
}  // namespace basis::test
