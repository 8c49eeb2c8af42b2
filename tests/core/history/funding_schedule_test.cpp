#include "core/history/funding_schedule.hpp"

#include <doctest/doctest.h>

#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// The hours of two days at which a series with rows at `hours` lacks one, counted from the first midnight.
std::vector<int> holes(const std::vector<int>& hours, std::int64_t configured = 8, const std::string& fill = "",
                       const std::vector<int>& source_hours = {}) {
  DataFolder folder;
  const auto write = [&](const std::string& name, const std::vector<int>& at) {
    std::string text = "timestamp,rate\n";
    for (const int hour : at) text += (utc("2024-06-01") + kHour * hour).to_string() + ",0.0001\n";
    folder.write("funding/" + name + "_X.csv", text);
  };
  if (!hours.empty()) write("v", hours);
  if (!source_hours.empty()) write("w", source_hours);
  folder.write("dataset.yaml",
               dataset(std::string("  funding_8h: [") + (hours.empty() ? "funding/w_X" : "funding/v_X") +
                           (hours.empty() || source_hours.empty() ? "" : ", funding/w_X") + "]\n",
                       fill));
  auto source = FolderSource::open(folder.path());
  REQUIRE(source);
  DataRules rules;
  rules.funding_intervals["v_X"] = kHour * configured;
  auto store = SeriesStore::open(source.value(), rules);
  REQUIRE(store);
  store.value().load("funding/v_X");
  const HourRange range{utc("2024-06-01"), utc("2024-06-03")};
  std::vector<int> out;
  for (const UtcTime time : funding_holes(store.value(), "funding/v_X", range))
    out.push_back(static_cast<int>((time - range.from).count / kHour.count));
  return out;
}

using Hours = std::vector<int>;

}  // namespace

TEST_CASE("a funding series keeps its venue's interval, whichever that is") {
  CHECK(holes({0, 8, 16, 24, 32, 40, 48}).empty());
  CHECK(holes({0, 4, 8, 12, 16, 20, 24, 28, 32, 36, 40, 44, 48}).empty());
  CHECK(holes({0, 8, 24, 32, 48}) == Hours{16, 40});
  CHECK(holes({0, 8, 48}) == Hours{16, 24, 32, 40});
  CHECK(holes({0, 4, 8, 16, 20, 24, 28, 36, 40, 44, 48}) == Hours{12, 32});
  CHECK(holes({0, 2, 4, 6, 8, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30, 32, 34, 36, 38, 40, 42, 44, 46, 48}) ==
        Hours{10});
}

TEST_CASE("a change of the interval inside a series is no hole") {
  CHECK(holes({0, 8, 16, 20, 24, 28, 32, 40, 48}).empty());
  CHECK(holes({0, 8, 16, 17, 18, 19, 20, 21, 22, 23, 24, 32, 40, 48}).empty());
  // From hourly to 8 h: the first long time starts off the schedule of eight hours.
  CHECK(holes({0, 8, 9, 10, 11, 12, 13, 16, 24, 32, 40, 48}).empty());
  // A row lacks at the change, on the longer schedule.
  CHECK(holes({0, 8, 24, 28, 32, 36, 40, 44, 48}) == Hours{16});
  CHECK(holes({0, 4, 8, 12, 28, 36, 44}) == Hours{20});
}

TEST_CASE("before the first and after the last row the nearest interval goes on") {
  CHECK(holes({16, 24, 32}) == Hours{0, 8, 40, 48});
  CHECK(holes({8, 12, 16, 20, 24, 28, 32, 36, 40}) == Hours{0, 4, 44, 48});
  CHECK(holes({24}, 12) == Hours{0, 12, 36, 48});
}

TEST_CASE("a series without a file settles where the series that fill it do") {
  CHECK(holes({}, 8, "  funding/v_X: funding/w_X\n", {0, 8, 16, 20, 24, 32, 40, 48}) ==
        Hours{0, 8, 16, 20, 24, 32, 40, 48});
}

TEST_CASE("a rule fills the holes of a 4 h series; what it does not fill is one fault a hole") {
  DataFolder folder;
  const std::vector<std::string> whole = {"1e-4", "2e-4", "3e-4", "4e-4", "5e-4", "6e-4"};
  folder.write("funding/w_X.csv", rows("timestamp,rate", "2024-06-01", kHour * 4, whole));
  folder.write("funding/v_X.csv",
               rows("timestamp,rate", "2024-06-01", kHour * 4, {"1e-5", "2e-5", "", "", "5e-5", "6e-5"}));
  const std::string series = "  funding_8h: [funding/v_X, funding/w_X]\n";
  const std::vector<SeriesNeed> needs = {{SeriesKind::funding_8h, "funding/v_X"}};
  folder.write("dataset.yaml", dataset(series, "  funding/v_X: funding/w_X\n"));
  const auto history = load_history(folder.path(), needs, utc("2024-06-01"), utc("2024-06-01T20:00:00Z"));
  REQUIRE(history);
  const auto& column = history.value().funding.at("funding/v_X");
  CHECK(column[4] == ray("0.00002"));
  CHECK(column[8] == ray("0.0003"));
  CHECK(column[12] == ray("0.0004"));
  CHECK_FALSE(column[10]);
  folder.write("dataset.yaml", dataset(series));
  CHECK(faults_of(folder, needs, "2024-06-01", "2024-06-01T20:00:00Z") ==
        folder.path().string() +
            "/funding/v_X.csv:3: funding/v_X: hole, nothing for 2024-06-01T08:00:00Z to 2024-06-01T12:00:00Z (2 "
            "instants), and no fill rule covers it\n");
}
