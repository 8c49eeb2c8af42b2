#include <doctest/doctest.h>

#include <random>

#include "core/history/dataset.hpp"
#include "core/history/describe_dataset.hpp"
#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// Changes, drops, doubles or inserts a few bytes.
std::string mutated(std::string text, std::mt19937_64& bits) {
  const std::string interesting = ",,,\n\n\r\"-+.eE09:TZ nN/[]{}#&*!|>%@`";
  for (std::uint64_t left = 1 + bits() % 3; left > 0 && !text.empty(); --left) {
    const std::size_t at = bits() % text.size();
    const char c = bits() % 4 == 0 ? static_cast<char>(bits() % 256) : interesting[bits() % interesting.size()];
    switch (bits() % 8) {
      case 0: text.erase(at, 1 + bits() % 8); break;
      case 1: text.insert(at, 1, c); break;
      case 2: text.insert(at, text.substr(at, bits() % 40)); break;
      case 3: text.resize(at); break;
      case 4: text[at] = c; break;
      default: text[at] = static_cast<char>('0' + bits() % 10); break;
    }
  }
  return text;
}

struct File {
  SeriesNeed need;
  std::string name;
  std::string text;
};

const std::vector<File> kFiles = {
    {{SeriesKind::ohlcv_1h, "spot/a_X"}, "spot/a_X_1h.csv", bars({"100.5", "101", "1e2", "103"})},
    {{SeriesKind::funding_8h, "funding/a_X"},
     "funding/a_X.csv",
     "timestamp,predicted_rate,settled_rate\n2024-06-01T00:00:00.001Z,1e-05,-0.0001\n2024-06-01T08:00:00Z,1e-05,2e-"
     "05\n"},
    {{SeriesKind::aave_index_1d, "aave_v3/A"},
     "aave_v3/A_1d.csv",
     "timestamp,liquidity_index,variable_borrow_index,liquidity_rate,variable_borrow_rate,total_supplied,"
     "total_variable_debt,price_usd\n2024-06-01,1.01,1.02,0.1,0.1,5,5,1\n2024-06-02,1.02,1.03,0.1,0.1,5,5,1\n"},
    {{SeriesKind::rate_1h, "lst/a"},
     "lst/a_1h.csv",
     rows("timestamp,eth_per_token", "2024-06-01", kHour, {"1.01", "1.02", "1.03", "1.04"})},
    {{SeriesKind::gas_1h, "gas/a"},
     "gas/a_1h.csv",
     rows("timestamp,base_fee_gwei,priority_fee_p50_gwei", "2024-06-01", kHour, {"9,0.1", "8,0", "7,1", "6,1"})},
    {{SeriesKind::reward_events, "rewards/a"},
     "rewards/a.csv",
     "payout,period_start,period_end,kind,eigen_per_eeth_per_week,ethfi_per_eeth,quality\n"
     "2024-06-01T02:00:00Z,2024-05-01,2024-05-07,EIGEN_via_KING,0.2,,exact\n"
     "2024-06-01T03:00:00Z,2024-05-01,2024-05-08,ETHFI_via_KING,,1.5,estimated\n"},
    {{SeriesKind::cost_table, "costs/a"},
     "costs/a.csv",
     "pair,order_size_usd,cost_bps\nP,10000,3\nP,100000,4.5\nP,1000000,8\n"}};

const std::string kDataset = dataset(
    "  ohlcv_1h: [spot/a_X]\n  funding_8h: [funding/a_X]\n  aave_index_1d: [aave_v3/A]\n  rate_1h: [lst/a]\n"
    "  gas_1h: [gas/a]\n  reward_events: [rewards/a]\n  cost_table: [costs/a]\n",
    "  spot/b_X: spot/a_X\n  spot/c_X: mean(spot/a_X, spot/b_X)\n");

}  // namespace

TEST_CASE("mutated files load or give an error with a place; nothing else") {
  const std::uint64_t seed = 99;
  INFO("seed ", seed);
  std::mt19937_64 bits(seed);
  DataFolder folder;
  folder.write("dataset.yaml", kDataset);
  for (const File& file : kFiles) folder.write(file.name, file.text);
  int loaded = 0;
  int refused = 0;
  for (const File& file : kFiles) {
    CAPTURE(file.name);
    REQUIRE(faults_of(folder, {file.need}, "2024-06-01", "2024-06-01T03:00:00Z") == "loaded");
    for (int i = 0; i < 150; ++i) {
      const std::string text = mutated(file.text, bits);
      CAPTURE(text);
      folder.write(file.name, text);
      const auto history = load_history(folder.path(), {file.need}, utc("2024-06-01"), utc("2024-06-01T03:00:00Z"));
      ++(history ? loaded : refused);
      if (history) continue;
      REQUIRE(history.error().kind == ErrorKind::data);
      for (const std::string& line : history.error().lines) REQUIRE(line.find(file.name + ":") != line.npos);
      REQUIRE(describe_dataset(folder.path(), {}, {}, {}));
    }
    folder.write(file.name, file.text);
  }
  CHECK(loaded > 20);
  CHECK(refused > 1000);
}

TEST_CASE("a mutated dataset.yaml parses or gives an error with its line") {
  const std::uint64_t seed = 100;
  INFO("seed ", seed);
  std::mt19937_64 bits(seed);
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::string text = mutated(kDataset, bits);
    CAPTURE(text);
    const auto parsed = parse_dataset(text, "d.yaml");
    if (parsed) continue;
    ++refused;
    REQUIRE(parsed.error().kind == ErrorKind::data);
    for (const std::string& line : parsed.error().lines) REQUIRE(line.starts_with("d.yaml:"));
  }
  CHECK(refused > 1000);
}
