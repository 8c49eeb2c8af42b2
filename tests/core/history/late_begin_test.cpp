#include <doctest/doctest.h>

#include "core/history/describe_dataset.hpp"
#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

namespace {

constexpr const char* kMarketFile = "lst/weETH_market_1h.csv";
constexpr const char* kPoolFile = "spot/uniswap_v3_EIGENWETH_1h.csv";
const SeriesNeed kMarket{SeriesKind::rate_1h, "lst/weETH_market"};
const SeriesNeed kPool{SeriesKind::ohlcv_1h, "spot/uniswap_v3_EIGENWETH"};
const SeriesNeed kRewards{SeriesKind::reward_events, "rewards/etherfi"};

std::string rates(const char* first, const std::vector<std::string>& values) {
  return rows("timestamp,eth_per_token", first, kHour, values);
}

std::string pool(const char* first, const std::vector<std::string>& opens) {
  std::vector<std::string> values;
  for (const std::string& open : opens)
    values.push_back(open.empty() ? "" : open + "," + open + "," + open + "," + open + ",0");
  return rows("timestamp,open,high,low,close,volume", first, kHour, values);
}

std::string rewards(const std::string& body) {
  return "payout,period_start,period_end,kind,eigen_per_eeth_per_week,ethfi_per_eeth,quality\n" + body;
}

/// A folder with the market rate, the EIGEN and ETHFI pools and a table of rewards, all from 2024-06-01T00 on.
struct Folder : DataFolder {
  explicit Folder(const std::string& fill = "") {
    write("dataset.yaml", dataset("  rate_1h: [lst/weETH_market, lst/weETH_oracle, lst/other_market]\n"
                                  "  ohlcv_1h: [spot/uniswap_v3_EIGENWETH, spot/uniswap_v3_ETHFIWETH]\n"
                                  "  reward_events: [rewards/etherfi]\n",
                                  fill));
    write(kMarketFile, rates("2024-06-01", {"1", "1.1", "1.2", "1.3"}));
    write("lst/weETH_oracle_1h.csv", rates("2024-06-01", {"1", "1", "1", "1"}));
    write(kPoolFile, pool("2024-06-01", {"0.001", "0.002", "0.003", "0.004"}));
    write("spot/uniswap_v3_ETHFIWETH_1h.csv", pool("2024-06-01", {"0.1", "0.2", "0.3", "0.4"}));
    write("rewards/etherfi.csv", rewards(""));
  }
  std::string faults(const std::vector<SeriesNeed>& needs, const char* from = "2024-06-01",
                     const char* to = "2024-06-01T03:00:00Z") const {
    return faults_of(*this, needs, from, to);
  }
  History load(const std::vector<SeriesNeed>& needs) const {
    auto history = load_history(path(), needs, utc("2024-06-01"), utc("2024-06-01T03:00:00Z"));
    if (!history) FAIL(all_lines(history.error()));
    return std::move(history).value();
  }
  std::string report(const std::vector<SeriesNeed>& needs) const {
    const auto told = describe_dataset(path(), needs, utc("2024-06-01"), utc("2024-06-01T03:00:00Z"));
    REQUIRE(told);
    return told.value().text;
  }
};

using Column = std::vector<std::optional<Ray>>;
bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

TEST_CASE("a market rate or a token's price in WETH that begins before the range is all there") {
  const Folder folder;
  CHECK(folder.load({kMarket}).market_rates.at(kMarket.name) == Column{ray("1"), ray("1.1"), ray("1.2"), ray("1.3")});
  CHECK(folder.load({kPool}).ratios.at(kPool.name) == Column{ray("0.001"), ray("0.002"), ray("0.003"), ray("0.004")});
  CHECK_FALSE(folder.load({kMarket}).rates.contains(kMarket.name));
  CHECK_FALSE(contains(folder.report({kMarket, kPool}), "Begin late"));
}

TEST_CASE("one that begins within the range is unknown until then, and the report says from when it is known") {
  const Folder folder;
  folder.write(kMarketFile, rates("2024-06-01T02:00:00Z", {"1.2", "1.3"}));
  folder.write(kPoolFile, pool("2024-06-01T03:00:00Z", {"0.004"}));
  const History history = folder.load({kMarket, kPool});
  CHECK(history.market_rates.at(kMarket.name) == Column{std::nullopt, std::nullopt, ray("1.2"), ray("1.3")});
  CHECK(history.ratios.at(kPool.name) == Column{std::nullopt, std::nullopt, std::nullopt, ray("0.004")});
  const std::string report = folder.report({kMarket, kPool});
  CAPTURE(report);
  CHECK(contains(report, "No faults"));
  CHECK(contains(report, "  lst/weETH_market: known from 2024-06-01T02:00:00Z\n"));
  CHECK(contains(report, "  spot/uniswap_v3_EIGENWETH: known from 2024-06-01T03:00:00Z\n"));
  folder.write(kPoolFile, pool("2024-06-01T04:00:00Z", {"0.004"}));
  CHECK(folder.load({kPool}).ratios.at(kPool.name) == Column(4));
  CHECK(contains(folder.report({kPool}), "  spot/uniswap_v3_EIGENWETH: not known in this range\n"));
}

TEST_CASE("behind the first row a hole is a fault as of any price, and so is an end before the range's") {
  const Folder folder;
  folder.write(kMarketFile, rates("2024-06-01T01:00:00Z", {"1.1", "", "1.3"}));
  CHECK(folder.faults({kMarket}) ==
        (folder.path() / kMarketFile).string() +
            ":2: lst/weETH_market: hole, nothing for 2024-06-01T02:00:00Z, and no fill rule covers it\n");
  CHECK(contains(folder.report({kMarket}), "lst/weETH_market: known from 2024-06-01T01:00:00Z\n"));
  folder.write(kMarketFile, rates("2024-06-01T01:00:00Z", {"1.1", "1.2"}));
  CHECK(contains(folder.faults({kMarket}), "covers 2024-06-01T01:00:00Z to 2024-06-01T02:00:00Z"));
  // It began before the range, so it may not be away at the range's start.
  folder.write(kPoolFile, pool("2024-05-31T20:00:00Z", {"0.001", "", "", "", "", "", "0.003", "0.004"}));
  CHECK(contains(folder.faults({kPool}), "hole, nothing for 2024-06-01T00:00:00Z to 2024-06-01T01:00:00Z"));
  folder.write(kPoolFile, pool("2024-05-31T20:00:00Z", {"0.001", "0.002"}));
  CHECK(contains(folder.faults({kPool}), "covers 2024-05-31T20:00:00Z to 2024-05-31T21:00:00Z"));
}

TEST_CASE("one that is wholly missing is a fault: without rows, without a file, not listed") {
  const Folder folder;
  folder.write(kMarketFile, "timestamp,eth_per_token\n");
  CHECK(contains(folder.faults({kMarket}), ":1: no usable row behind the header"));
  std::filesystem::remove(folder.path() / kMarketFile);
  CHECK(contains(folder.faults({kMarket}), "weETH_market_1h.csv: cannot be read"));
  folder.write("dataset.yaml", dataset("  rate_1h: [lst/weETH_oracle]\n"));
  CHECK(contains(folder.faults({kMarket}), "lst/weETH_market (rate_1h) is needed, but neither listed nor filled"));
}

TEST_CASE("a fill rule counts as a beginning, and what it does not cover from there on is a hole") {
  const Folder folder("  lst/weETH_market: lst/other_market\n");
  folder.write(kMarketFile, rates("2024-06-01T03:00:00Z", {"1.3"}));
  folder.write("lst/other_market_1h.csv", rates("2024-06-01T01:00:00Z", {"2.1", "2.2"}));
  const History history = folder.load({kMarket});
  CHECK(history.market_rates.at(kMarket.name) == Column{std::nullopt, ray("2.1"), ray("2.2"), ray("1.3")});
  CHECK(history.fills_from.at("lst/weETH_market <- lst/other_market") == 2);
  folder.write("lst/other_market_1h.csv", rates("2024-06-01T01:00:00Z", {"2.1"}));
  CHECK(contains(folder.faults({kMarket}), "nothing for 2024-06-01T02:00:00Z, and lst/other_market, which fills it"));
}

TEST_CASE(
    "a market rate is a price: on the hour, never between two rows; the oracle's rate may be, and begins in time") {
  const Folder folder;
  folder.write(kMarketFile, rates("2024-06-01T00:30:00Z", {"1", "1.1", "1.2", "1.3"}));
  CHECK(contains(folder.faults({kMarket}), ":2: timestamp '2024-06-01T00:30:00Z' is not on the hour"));
  const SeriesNeed oracle{SeriesKind::rate_1h, "lst/weETH_oracle"};
  folder.write("lst/weETH_oracle_1h.csv", rates("2024-05-31T23:30:00Z", {"1", "1.2", "1.4", "1.6", "1.8"}));
  CHECK(folder.load({oracle}).rates.at(oracle.name).front() == ray("1.1"));
  folder.write("lst/weETH_oracle_1h.csv", rates("2024-06-01T01:00:00Z", {"1", "1", "1"}));
  CHECK(contains(folder.faults({oracle}), "covers 2024-06-01T01:00:00Z"));
}

TEST_CASE("a payout needs its token's price: credited rows only, and both are named") {
  const Folder folder;
  const std::vector<SeriesNeed> all = {kRewards, kPool, {SeriesKind::ohlcv_1h, "spot/uniswap_v3_ETHFIWETH"}};
  std::vector<SeriesNeed> exact = all;
  exact[0].exact_only = true;
  folder.write(kPoolFile, pool("2024-06-01T02:00:00Z", {"0.003", "0.004"}));
  const auto row = [](const char* hour, const char* quality) {
    return std::string("2024-06-01T0") + hour + ":00:00Z,2024-05-26,2024-06-01,EIGEN_via_KING,0.2,," + quality + "\n";
  };
  folder.write("rewards/etherfi.csv", rewards(row("2", "exact")));
  CHECK(folder.faults(all) == "loaded");
  folder.write("rewards/etherfi.csv", rewards(row("3", "exact") + row("1", "exact")));
  const std::string expected =
      "rewards/etherfi.csv:3: payout 2024-06-01T01:00:00Z of EIGEN_via_KING is EIGEN, but "
      "spot/uniswap_v3_EIGENWETH begins at 2024-06-01T02:00:00Z\n";
  CHECK(folder.faults(all) == folder.path().string() + "/" + expected);
  CHECK(folder.faults(exact) == folder.path().string() + "/" + expected);
  CHECK(contains(folder.report(all), "Faults:\n  " + folder.path().string() + "/" + expected));
  // Outside the range it is not credited, and estimated ones only where they are asked for.
  CHECK(folder.faults(all, "2024-06-01T02:00:00Z") == "loaded");
  folder.write("rewards/etherfi.csv", rewards(row("1", "estimated")));
  CHECK(folder.faults(exact) == "loaded");
  CHECK(contains(folder.faults(all), expected.substr(22)));
  CHECK(folder.load(exact).rewards.at("rewards/etherfi").empty());
}

TEST_CASE("a payout in a hole of the price is told as a hole") {
  const Folder folder;
  folder.write(kPoolFile, pool("2024-06-01", {"0.001", "", "0.003", "0.004"}));
  folder.write("rewards/etherfi.csv",
               rewards("2024-06-01T01:00:00Z,2024-05-26,2024-06-01,EIGEN_via_KING,0.2,,exact\n"));
  CHECK(folder.faults({kRewards, kPool}) ==
        (folder.path() / kPoolFile).string() +
            ":2: spot/uniswap_v3_EIGENWETH: hole, nothing for 2024-06-01T01:00:00Z, and no fill rule covers it\n");
}
