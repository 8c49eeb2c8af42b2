#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "core/history/dataset.hpp"
#include "core/history/describe_dataset.hpp"
#include "tests/support/data_folder.hpp"
#include "tools/sample/sample_dataset.hpp"
#include "tools/sample/sample_random.hpp"

using namespace basis;
using namespace basis::test;

namespace {

namespace fs = std::filesystem;

std::map<std::string, std::string> bytes_of(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) {
      const std::string name = entry.path().lexically_relative(folder).string();
      std::string& text = files[name];
      std::FILE* file = std::fopen(entry.path().c_str(), "rb");
      REQUIRE(file != nullptr);
      for (int c = std::fgetc(file); c != EOF; c = std::fgetc(file)) text.push_back(static_cast<char>(c));
      std::fclose(file);
    }
  return files;
}

std::map<std::string, std::string> sample(std::uint64_t seed, const char* from = "2024-10-01",
                                          const char* to = "2024-11-01") {
  DataFolder folder;
  REQUIRE(write_sample_dataset(folder.path() / "s", seed, utc(from), utc(to)));
  return bytes_of(folder.path() / "s");
}

std::vector<SeriesNeed> everything(const fs::path& folder) {
  std::vector<SeriesNeed> needs;
  const auto files = bytes_of(folder);
  const auto parsed = parse_dataset(files.at("dataset.yaml"), "dataset.yaml");
  REQUIRE(parsed);
  for (const auto& [name, series] : parsed.value().series) needs.push_back({series.kind, name});
  return needs;
}

}  // namespace

TEST_CASE("the same seed gives the same bytes, another seed others") {
  const auto one = sample(42);
  CHECK(one == sample(42));
  const auto other = sample(43);
  REQUIRE(one.size() == other.size());
  for (const auto& [name, text] : one)
    if (name != "costs/execution_bps.csv") CHECK_MESSAGE(other.at(name) != text, name);
}

TEST_CASE("the sample says that it is synthetic") {
  const auto files = sample(1);
  CHECK(files.at("README.md").starts_with("# SYNTHETIC"));
  CHECK(files.at("dataset.yaml").starts_with("# SYNTHETIC"));
  CHECK(files.at("dataset.yaml").find("dataset: synthetic_sample_1\n") != std::string::npos);
  CHECK(files.at("dataset.yaml").find("fill:") == std::string::npos);
}

TEST_CASE("every series of a sample passes the gate, to the last hour of its last day, without a fill") {
  for (const auto& [from, to, until] :
       {std::tuple{"2024-05-12", "2025-05-31", "2025-05-31T23:00:00Z"},
        std::tuple{"2023-01-31", "2023-02-02", "2023-02-02T23:00:00Z"},
        std::tuple{"2025-03-01T05:00:00Z", "2025-03-01T06:00:00Z", "2025-03-01T23:00:00Z"}}) {
    CAPTURE(from);
    DataFolder folder;
    const fs::path target = folder.path() / "s";
    REQUIRE(write_sample_dataset(target, 7, utc(from), utc(to)));
    const auto history = load_history(target, everything(target), utc(from), utc(until));
    if (!history) FAIL(all_lines(history.error()));
    CHECK(history.value().fills_from.empty());
    CHECK(history.value().prices.size() == 11);
    CHECK(history.value().ratios.size() == 2);
    CHECK(history.value().funding.size() == 6);
    CHECK(history.value().indices.size() == 4);
    CHECK(history.value().rates.size() == 2);
    CHECK(history.value().market_rates.size() == 2);
    CHECK(history.value().gas.size() == 1);
    CHECK(history.value().costs.find("BTCUSDT-PERP", from_text<Amount>("1")));
  }
}

TEST_CASE("the sample's world is a plausible one") {
  DataFolder folder;
  const fs::path target = folder.path() / "s";
  REQUIRE(write_sample_dataset(target, 11, kSampleFrom, kSampleTo));
  CHECK(kSampleFrom == utc("2024-05-12"));
  CHECK(kSampleTo == utc("2025-05-31"));
  const auto loaded = load_history(target, everything(target), kSampleFrom, kSampleTo);
  REQUIRE(loaded);
  const History& history = loaded.value();
  for (const auto& [name, low, high] :
       {std::tuple{"spot/binance_BTCUSDT", 0.35, 0.85}, std::tuple{"spot/binance_ETHUSDT", 0.45, 1.1}}) {
    const auto& column = history.prices.at(name);
    double squares = 0;
    for (std::size_t i = 1; i < column.size(); ++i)
      squares += std::pow(std::log(column[i].to_double() / column[i - 1].to_double()), 2);
    const double annual = std::sqrt(squares / static_cast<double>(column.size() - 1) * 8760);
    CAPTURE(annual);
    CHECK(annual > low);
    CHECK(annual < high);
  }
  const auto& oracle = history.rates.at("lst/weETH_oracle");
  CHECK(std::is_sorted(oracle.begin(), oracle.end()));
  const double growth = oracle.back().to_double() / oracle.front().to_double() - 1;
  CHECK(growth > 0.02);
  CHECK(growth < 0.04);
  double sum = 0;
  int count = 0;
  for (const auto& rate : history.funding.at("funding/binance_BTCUSDT"))
    if (rate) {
      CHECK(std::abs(rate->to_double()) <= 0.003);
      sum += rate->to_double();
      ++count;
    }
  CHECK(count == 384 * 3 + 1);
  CHECK(sum / count > 0);
  CHECK(sum / count < 0.0005);
  CHECK(history.rewards.at("rewards/etherfi").size() > 34);
}

TEST_CASE("bars are consistent: low <= open, close <= high, and each opens where the one before closed") {
  const auto files = sample(5);
  int bars_seen = 0;
  for (const auto& [name, text] : files) {
    if (!name.starts_with("spot/") && !name.starts_with("perp/")) continue;
    std::optional<i128> last_close;
    std::size_t line = text.find('\n') + 1;
    while (line < text.size()) {
      const std::size_t end = text.find('\n', line);
      std::vector<i128> values;
      for (std::size_t comma = text.find(',', line); comma < end; comma = text.find(',', comma + 1))
        values.push_back(
            parse_decimal(text.substr(comma + 1, text.find_first_of(",\n", comma + 1) - comma - 1), 18).value());
      const bool consistent = values[2] <= std::min(values[0], values[3]) &&
                              values[1] >= std::max(values[0], values[3]) && values[2] > 0 &&
                              (!last_close || *last_close == values[0]);
      if (!consistent) FAIL(name << ": " << text.substr(line, end - line));
      last_close = values[3];
      line = end + 1;
      ++bars_seen;
    }
  }
  CHECK(bars_seen == 13 * 33 * 24);
}

TEST_CASE("a folder that is not empty is left alone, and nothing half-written stays") {
  DataFolder folder;
  folder.write("s/mine.txt", "precious");
  const auto refused = write_sample_dataset(folder.path() / "s", 1, utc("2024-10-01"), utc("2024-10-02"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::usage);
  CHECK(folder.read("s/mine.txt") == "precious");
  CHECK_FALSE(write_sample_dataset(folder.path() / "s/mine.txt", 1, utc("2024-10-01"), utc("2024-10-02")));
  CHECK_FALSE(write_sample_dataset(folder.path() / "s/mine.txt/below", 1, utc("2024-10-01"), utc("2024-10-02")));
  fs::create_directory(folder.path() / "empty");
  CHECK(write_sample_dataset(folder.path() / "empty/", 1, utc("2024-10-01"), utc("2024-10-02")));
  CHECK(fs::exists(folder.path() / "empty/dataset.yaml"));
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 2);
}

TEST_CASE("ranges a sample cannot have") {
  DataFolder folder;
  const fs::path target = folder.path() / "s";
  CHECK_FALSE(write_sample_dataset(target, 1, utc("2024-10-02"), utc("2024-10-01")));
  CHECK_FALSE(write_sample_dataset(target, 1, utc("2024-10-01T00:00:01Z"), utc("2024-10-02")));
  CHECK_FALSE(write_sample_dataset(target, 1, utc("1970-01-01"), utc("1970-01-02")));
  CHECK_FALSE(write_sample_dataset(target, 1, utc("2000-01-01"), utc("2100-01-01")));
  CHECK_FALSE(fs::exists(target));
}

TEST_CASE("the generator's distributions have the moments they promise") {
  SampleRandom random(3, "moments");
  constexpr int kDraws = 200'000;
  double mean = 0;
  double squares = 0;
  double fat_squares = 0;
  double fourths = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double normal = random.normal();
    const double fat = random.fat_tailed();
    mean += normal / kDraws;
    squares += normal * normal / kDraws;
    fat_squares += fat * fat / kDraws;
    fourths += fat * fat * fat * fat / kDraws;
  }
  CHECK(mean == doctest::Approx(0).epsilon(0.01));
  CHECK(squares == doctest::Approx(1).epsilon(0.02));
  CHECK(fat_squares == doctest::Approx(1).epsilon(0.05));
  CHECK(fourths > 4);  // a normal's is 3
}

TEST_CASE("the report of a folder shows what is there and what is wrong") {
  DataFolder folder;
  const fs::path target = folder.path() / "s";
  REQUIRE(write_sample_dataset(target, 1, utc("2024-10-01"), utc("2024-10-08")));
  const auto good = describe_dataset(target, {}, {}, {});
  REQUIRE(good);
  CHECK_FALSE(good.value().has_faults);
  CHECK(good.value().text.find("No faults") != std::string::npos);
  fs::remove(target / "gas/ethereum_1h.csv");
  const auto bad = describe_dataset(target, {}, utc("2024-10-01"), utc("2024-10-10"));
  REQUIRE(bad);
  CHECK(bad.value().has_faults);
  CHECK(bad.value().text.find("gas/ethereum_1h.csv: cannot be read") != std::string::npos);
  CHECK(bad.value().text.find("spot/binance_BTCUSDT: covers 2024-09-30T00:00:00Z to 2024-10-08T23:00:00Z") !=
        std::string::npos);
  CHECK_FALSE(describe_dataset(folder.path(), {}, {}, {}));
  CHECK_FALSE(describe_dataset(target, {}, utc("2024-10-02"), utc("2024-10-01")));
}
