#include <doctest/doctest.h>

#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

namespace {

SeriesNeed spot(const std::string& venue) { return {SeriesKind::ohlcv_1h, "spot/" + venue + "_X"}; }

/// Spot series a, b, c over four hours with the given opens.
void write_spots(const DataFolder& folder, const std::string& fill,
                 const std::vector<std::vector<std::string>>& opens) {
  std::string series;
  for (std::size_t i = 0; i < opens.size(); ++i) {
    const std::string name = std::string("spot/") + static_cast<char>('a' + static_cast<int>(i)) + "_X";
    series += (i == 0 ? "" : ", ") + name;
    folder.write(name + "_1h.csv", bars(opens[i]));
  }
  folder.write("dataset.yaml", dataset("  ohlcv_1h: [" + series + "]\n", fill));
}

History load(const DataFolder& folder, const std::vector<SeriesNeed>& needs, const char* to = "2024-06-01T03:00:00Z") {
  auto history = load_history(folder.path(), needs, utc("2024-06-01"), utc(to));
  if (!history) FAIL(all_lines(history.error()));
  return std::move(history).value();
}

using Fills = std::map<std::string, std::size_t>;

}  // namespace

TEST_CASE("a rule fills holes only, all the way down, and every row is counted once") {
  DataFolder folder;
  write_spots(folder, "  spot/a_X: spot/b_X\n  spot/b_X: spot/c_X\n  spot/d_X: spot/b_X\n",
              {{"1", "", "", "4"}, {"10", "20", "", "40"}, {"100", "200", "300", "400"}});
  const History history = load(folder, {spot("a"), spot("d")});
  CHECK(history.hours == 4);
  CHECK(history.prices.at("spot/a_X") == std::vector{price("1"), price("20"), price("300"), price("4")});
  CHECK(history.prices.at("spot/d_X") == std::vector{price("10"), price("20"), price("300"), price("40")});
  CHECK(history.fills_from ==
        Fills{{"spot/a_X <- spot/b_X", 2}, {"spot/b_X <- spot/c_X", 1}, {"spot/d_X <- spot/b_X", 4}});
}

TEST_CASE("a mean is arithmetic, rounded half to even, and needs all its sources") {
  DataFolder folder;
  write_spots(folder, "  spot/a_X: mean(spot/b_X, spot/c_X)\n",
              {{"1", "", "", "4"}, {"1", "0.00000001", "3", "1"}, {"1", "0.00000002", "4", "1"}});
  const History history = load(folder, {spot("a")});
  CHECK(history.prices.at("spot/a_X") == std::vector{price("1"), price("0.00000002"), price("3.5"), price("4")});
  CHECK(history.fills_from == Fills{{"spot/a_X <- mean(spot/b_X, spot/c_X)", 2}});

  write_spots(folder, "  spot/a_X: mean(spot/b_X, spot/c_X)\n",
              {{"1", "", "", "4"}, {"1", "2", "3", "4"}, {"1", "2", "", "4"}});
  CHECK(faults_of(folder, {spot("a")}, "2024-06-01", "2024-06-01T03:00:00Z") ==
        folder.path().string() +
            "/spot/a_X_1h.csv:2: spot/a_X: hole, nothing for 2024-06-01T02:00:00Z, and "
            "mean(spot/b_X, spot/c_X), which fills it, has no row there either\n");
}

TEST_CASE("holes and uncovered ends of all series are told at once, in order of file and line") {
  DataFolder folder;
  write_spots(folder, "", {{"1", "", "", "4", "", "6"}, {"1", "2", "3"}, {"", "2", "3", "4", "5", "6"}});
  folder.write("spot/a_X_1h.csv", folder.read("spot/a_X_1h.csv") + "2024-06-01T06:00:00Z,x,1,1,1,0\n");
  const std::string path = folder.path().string() + "/spot/";
  CHECK(
      faults_of(folder, {spot("c"), spot("b"), spot("a")}, "2024-06-01", "2024-06-01T05:00:00Z") ==
      path +
          "a_X_1h.csv:2: spot/a_X: hole, nothing for 2024-06-01T01:00:00Z to 2024-06-01T02:00:00Z (2 instants), and no "
          "fill rule covers it\n" +
          path + "a_X_1h.csv:3: spot/a_X: hole, nothing for 2024-06-01T04:00:00Z, and no fill rule covers it\n" + path +
          "a_X_1h.csv:5: open is 'x', expected a number above zero\n" + path +
          "b_X_1h.csv:4: spot/b_X: covers 2024-06-01T00:00:00Z to 2024-06-01T02:00:00Z, but 2024-06-01T00:00:00Z to "
          "2024-06-01T05:00:00Z is asked for: nothing for 2024-06-01T03:00:00Z to 2024-06-01T05:00:00Z (3 instants), "
          "and no fill rule covers it\n" +
          path +
          "c_X_1h.csv:2: spot/c_X: covers 2024-06-01T01:00:00Z to 2024-06-01T05:00:00Z, but 2024-06-01T00:00:00Z to "
          "2024-06-01T05:00:00Z is asked for: nothing for 2024-06-01T00:00:00Z, and no fill rule covers it\n");
}

TEST_CASE("the fingerprint is of names and bytes that were read, not of where they lie") {
  DataFolder one;
  DataFolder other;
  for (const DataFolder* folder : {&one, &other})
    write_spots(*folder, "", {{"1", "2", "3", "4"}, {"1", "2", "3", "4"}});
  const std::string same = load(one, {spot("a")}).fingerprint;
  CHECK(same.size() == 32);
  CHECK(load(other, {spot("a")}).fingerprint == same);
  CHECK(load(one, {spot("a")}, "2024-06-01T02:00:00Z").fingerprint == same);
  CHECK(load(one, {spot("b")}).fingerprint != same);
  other.write("spot/b_X_1h.csv", bars({"1", "2", "3", "5"}));
  CHECK(load(other, {spot("a")}).fingerprint == same);
  other.write("spot/a_X_1h.csv", bars({"1", "2", "3", "5"}));
  CHECK(load(other, {spot("a")}).fingerprint != same);
}

TEST_CASE("prices beyond eight decimals are rounded half to even, token ratios kept to 1e-27") {
  DataFolder folder;
  folder.write("dataset.yaml", dataset("  ohlcv_1h: [spot/uniswap_v3_EIGENWETH, spot/uniswap_v3_WETHUSDT]\n"));
  const std::string bytes = bars({"0.00147778287763035", "2277.210515015", "0.000000025", "0.000000035"});
  for (const char* pool : {"EIGENWETH", "WETHUSDT"})
    folder.write(std::string("spot/uniswap_v3_") + pool + "_1h.csv", bytes);
  const History history = load(folder, {{SeriesKind::ohlcv_1h, "spot/uniswap_v3_EIGENWETH"},
                                        {SeriesKind::ohlcv_1h, "spot/uniswap_v3_WETHUSDT"}});
  CHECK(history.ratios.at("spot/uniswap_v3_EIGENWETH")[0] == ray("0.00147778287763035"));
  CHECK_FALSE(history.prices.contains("spot/uniswap_v3_EIGENWETH"));
  CHECK(history.prices.at("spot/uniswap_v3_WETHUSDT") ==
        std::vector{price("0.00147778"), price("2277.21051502"), price("0.00000002"), price("0.00000004")});
}
