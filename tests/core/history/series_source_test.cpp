#include <doctest/doctest.h>

#include <map>

#include "core/history/describe_dataset.hpp"
#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// A dataset in memory.
class MapSource final : public SeriesSource {
 public:
  [[nodiscard]] std::string place() const override { return "memory"; }
  [[nodiscard]] std::string path_of(const std::string& name) const override { return "memory#" + name; }
  Result<std::string> read(const std::string& name) override {
    ++reads[name];
    const auto found = files.find(name);
    if (found == files.end()) return Error(ErrorKind::data, "is not there");
    return found->second;
  }

  std::map<std::string, std::string> files;
  std::map<std::string, int> reads;
};

const std::vector<SeriesNeed> kNeeds = {{SeriesKind::ohlcv_1h, "spot/a_X"}, {SeriesKind::ohlcv_1h, "spot/b_X"}};
const std::map<std::string, std::string> kTwoFiles = {
    {"dataset.yaml", dataset("  ohlcv_1h: [spot/a_X, spot/b_X]\n", "  spot/a_X: spot/b_X\n")},
    {"spot/a_X_1h.csv", bars({"1", "", "3"})},
    {"spot/b_X_1h.csv", bars({"10", "20", "30"})}};

}  // namespace

TEST_CASE("any source of the same bytes gives the same history, each file read once") {
  DataFolder folder;
  MapSource source;
  source.files = kTwoFiles;
  for (const auto& [name, bytes] : kTwoFiles) folder.write(name, bytes);
  const auto from_folder = load_history(folder.path(), kNeeds, utc("2024-06-01"), utc("2024-06-01T02:00:00Z"));
  const auto from_memory = load_history(source, kNeeds, utc("2024-06-01"), utc("2024-06-01T02:00:00Z"));
  REQUIRE(from_folder);
  REQUIRE(from_memory);
  CHECK(from_memory.value().prices == from_folder.value().prices);
  CHECK(from_memory.value().prices.at("spot/a_X")[1] == price("20"));
  CHECK(from_memory.value().fills_from == from_folder.value().fills_from);
  CHECK(from_memory.value().fingerprint == from_folder.value().fingerprint);
  CHECK(source.reads ==
        std::map<std::string, int>{{"dataset.yaml", 1}, {"spot/a_X_1h.csv", 1}, {"spot/b_X_1h.csv", 1}});
}

TEST_CASE("faults name the source's own places") {
  MapSource source;
  const auto none = load_history(source, kNeeds, utc("2024-06-01"), utc("2024-06-02"));
  REQUIRE_FALSE(none);
  CHECK(all_lines(none.error()) == "memory#dataset.yaml: is not there\n");

  source.files = kTwoFiles;
  source.files.erase("spot/a_X_1h.csv");
  source.files["spot/b_X_1h.csv"] = bars({"10", "x", "30"});
  const auto report = describe_dataset(source, {}, {}, {});
  REQUIRE(report);
  CHECK(report.value().has_faults);
  CHECK(report.value().text.starts_with("Dataset 'test' in memory, "));
  CHECK(report.value().text.find("  memory#spot/a_X_1h.csv: is not there (listed in dataset.yaml)\n") !=
        std::string::npos);
  CHECK(report.value().text.find("  memory#spot/b_X_1h.csv:3: open is 'x', expected a number above zero\n") !=
        std::string::npos);
}
