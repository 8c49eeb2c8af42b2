#include <doctest/doctest.h>

#include "core/history/describe_dataset.hpp"
#include "core/history/price_outliers.hpp"
#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const SeriesNeed kSpotNeed{SeriesKind::ohlcv_1h, "spot/binance_BTCUSDT"};

/// Spot at Binance and perps at two venues.
struct Venues : DataFolder {
  Venues() {
    write("dataset.yaml", dataset("  ohlcv_1h: [spot/binance_BTCUSDT, perp/bybit_BTCUSDT, perp/okx_BTCUSDT]\n"));
    open("spot/binance", {"100", "100", "100", "100"});
    open("perp/bybit", {"101", "101", "101", "101"});
    open("perp/okx", {"100", "102", "100", "100"});
  }
  void open(const std::string& series, const std::vector<std::string>& opens) const {
    write(series + "_BTCUSDT_1h.csv", bars(opens));
  }
  /// The faults of those of the three series, or "loaded".
  std::string faults(std::vector<std::string> names, const DataRules& rules = {}, const char* from = "2024-06-01",
                     const char* to = "2024-06-01T02:00:00Z") const {
    std::vector<SeriesNeed> needs;
    for (std::string& name : names) needs.push_back({SeriesKind::ohlcv_1h, std::move(name) + "_BTCUSDT"});
    const auto history = load_history(path(), needs, utc(from), utc(to), rules);
    return history ? "loaded" : all_lines(history.error());
  }
  std::string all(const DataRules& rules = {}) const {
    return faults({"spot/binance", "perp/bybit", "perp/okx"}, rules);
  }
  std::string at(const std::string& rest) const { return path().string() + "/" + rest; }
};

std::string bar_fault(const std::string& bar) {
  DataFolder folder;
  folder.write("dataset.yaml", dataset("  ohlcv_1h: [spot/binance_BTCUSDT]\n"));
  folder.write("spot/binance_BTCUSDT_1h.csv", rows("timestamp,open,high,low,close,volume", "2024-06-01", kHour,
                                                   {"10,10,10,10,0", bar, "10,12,9,11,1"}));
  const std::string found = faults_of(folder, {kSpotNeed}, "2024-06-01", "2024-06-01T02:00:00Z");
  const std::size_t file = found.find("_1h.csv:");
  return file == std::string::npos ? found : found.substr(file + 8);
}

std::vector<std::size_t> worst_first(const std::vector<int>& prices, const char* limit) {
  std::vector<PeerPrice> peers;
  for (const int price : prices) peers.push_back({peers.size(), 2, price});
  std::vector<std::size_t> out;
  for (const PriceOutlier& outlier : price_outliers(peers, from_text<Ratio>(limit)))
    out.push_back(outlier.price.series);
  return out;
}

}  // namespace

TEST_CASE("a bar that contradicts itself is a fault; equal prices are none") {
  CHECK(bar_fault("10,12,10,12,1") == "loaded");
  CHECK(bar_fault("12,12,10,10,1") == "loaded");
  CHECK(bar_fault("12.5,12,10,11,1") == "3: open '12.5' is above high '12'\n");
  CHECK(bar_fault("9,12,10,11,1") == "3: open '9' is below low '10'\n");
  CHECK(bar_fault("11,12,10,12.01,1") == "3: close '12.01' is above high '12'\n");
  CHECK(bar_fault("11,12,10,9.99,1") == "3: close '9.99' is below low '10'\n");
  CHECK(bar_fault("11,10,12,11,1") == "3: low '12' is above high '10'\n");
}

TEST_CASE("the price that stands apart is found, not those that it pulls away") {
  CHECK(worst_first({100, 101, 1000}, "0.1") == std::vector<std::size_t>{2});
  CHECK(worst_first({100, 101, 1}, "0.1") == std::vector<std::size_t>{2});
  CHECK(worst_first({10, 100, 100, 1000}, "0.1") == std::vector<std::size_t>{0, 3});
  CHECK(worst_first({100, 110}, "0.1").empty());
  CHECK(worst_first({100, 111}, "0.1") == std::vector<std::size_t>{1});
  CHECK(worst_first({100, 111}, "0.2").empty());
  CHECK(worst_first({100}, "0.1").empty());
}

TEST_CASE("a price far from the median of its asset's other series is a fault with file and line") {
  Venues venues;
  CHECK(venues.all() == "loaded");
  venues.open("perp/okx", {"100", "1005", "100", "100"});
  // The others are 100 and 101, so 1005 is 9 times the median of 100.5 away from it.
  CHECK(venues.all() == venues.at("perp/okx_BTCUSDT_1h.csv:3: open 1005 at 2024-06-01T01:00:00Z is 900 % from 100.5, "
                                  "the median of perp/bybit_BTCUSDT, spot/binance_BTCUSDT; data.max_deviation allows "
                                  "10 %\n"));
  DataRules wide;
  wide.max_deviation = from_text<Ratio>("9");
  CHECK(venues.all(wide) == "loaded");
  // A run that does not use the hour does not mind.
  CHECK(venues.faults({"spot/binance", "perp/bybit", "perp/okx"}, {}, "2024-06-01T02:00:00Z", "2024-06-01T03:00:00Z") ==
        "loaded");
  const auto report = describe_dataset(venues.path(), {}, {}, {});
  REQUIRE(report);
  CHECK(report.value().text.find("perp/okx_BTCUSDT_1h.csv:3: open 1005") != std::string::npos);
}

TEST_CASE("of two series that disagree both are named; one alone is not judged") {
  Venues venues;
  venues.open("perp/okx", {"100", "100", "80"});
  CHECK(venues.faults({"spot/binance", "perp/okx"}) ==
        venues.at("perp/okx_BTCUSDT_1h.csv:4: open 80 at 2024-06-01T02:00:00Z is 20 % from 100 of "
                  "spot/binance_BTCUSDT (") +
            venues.at("spot/binance_BTCUSDT_1h.csv:4), data.max_deviation allows 10 %; either may be wrong\n"));
  CHECK(venues.faults({"perp/okx"}) == "loaded");
}

TEST_CASE("a funding rate beyond the bound is a fault, either way") {
  DataFolder folder;
  folder.write("dataset.yaml", dataset("  funding_8h: [funding/okx_BTCUSDT]\n"));
  folder.write("funding/okx_BTCUSDT.csv",
               rows("timestamp,rate", "2024-06-01", kHour * 8, {"0.03", "-0.03", "5", "-0.0301"}));
  const std::vector<SeriesNeed> needs = {{SeriesKind::funding_8h, "funding/okx_BTCUSDT"}};
  const std::string file = folder.path().string() + "/funding/okx_BTCUSDT.csv";
  CHECK(faults_of(folder, needs, "2024-06-01", "2024-06-02") ==
        file +
            ":4: funding rate 5 at 2024-06-01T16:00:00Z is 500 % of the position, data.max_funding allows 3 % "
            "either way\n" +
            file +
            ":5: funding rate -0.0301 at 2024-06-02T00:00:00Z is -3.01 % of the position, data.max_funding "
            "allows 3 % either way\n");
  CHECK(faults_of(folder, needs, "2024-06-01", "2024-06-01T08:00:00Z") == "loaded");
  DataRules wide;
  wide.max_funding = from_text<Ratio>("5");
  CHECK(load_history(folder.path(), needs, utc("2024-06-01"), utc("2024-06-02"), wide));
}
