#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>

#include "core/history/describe_dataset.hpp"
#include "core/history/field.hpp"
#include "tests/core/history/real_history.hpp"
#include "tests/support/data_folder.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const SeriesNeed kMarket{SeriesKind::rate_1h, "lst/weETH_market"};
const SeriesNeed kOracle{SeriesKind::rate_1h, "lst/weETH_oracle"};

std::vector<SeriesNeed> btc_basis() {
  std::vector<SeriesNeed> needs = {{SeriesKind::ohlcv_1h, "spot/binance_BTCUSDT"}};
  for (const std::string venue : {"binance", "bybit", "okx"}) {
    needs.push_back({SeriesKind::ohlcv_1h, "perp/" + venue + "_BTCUSDT"});
    needs.push_back({SeriesKind::funding_8h, "funding/" + venue + "_BTCUSDT"});
  }
  return needs;
}

}  // namespace

TEST_CASE("real history: BTC basis over the whole period") {
  const auto folder = real_history();
  if (!folder) return;
  const auto loaded = load_history(*folder, btc_basis(), utc("2024-05-12"), utc("2025-05-31"));
  if (!loaded) FAIL(all_lines(loaded.error()));
  const History& history = loaded.value();
  CHECK(history.hours == 9217);
  // Nine holes of 23 hours at Binance; no OKX perp at all; OKX funding lacks 31 days and ten times one day.
  CHECK(history.fills_from == std::map<std::string, std::size_t>{
                                  {"funding/okx_BTCUSDT <- mean(funding/binance_BTCUSDT, funding/bybit_BTCUSDT)", 123},
                                  {"perp/binance_BTCUSDT <- perp/bybit_BTCUSDT", 207},
                                  {"perp/okx_BTCUSDT <- perp/binance_BTCUSDT", 9217},
                                  {"spot/binance_BTCUSDT <- spot/bybit_BTCUSDT", 207}});
  const auto hour = [&](const char* time) {
    return static_cast<std::size_t>((utc(time) - history.from).count / kHour.count);
  };
  const auto& spot = history.prices.at("spot/binance_BTCUSDT");
  CHECK(spot.front() == price("60825.99"));
  CHECK(spot.back() == price("103985.47"));
  // Binance has no row here; Bybit stands in, for OKX's perp two rules deep.
  const std::size_t hole = hour("2024-06-12T05:00:00Z");
  CHECK(spot[hole] == price("67486.23"));
  CHECK(history.prices.at("perp/binance_BTCUSDT")[hole] == price("67463.8"));
  CHECK(history.prices.at("perp/okx_BTCUSDT")[hole] == price("67463.8"));
  CHECK(history.prices.at("perp/okx_BTCUSDT").back() == price("103949.9"));
  // Stamped a millisecond late; the mean of 8.208e-05 and 9.544e-05; settled, not predicted.
  CHECK(history.funding.at("funding/binance_BTCUSDT")[hour("2024-08-03T16:00:00Z")] == ray("0.00004247"));
  CHECK(history.funding.at("funding/okx_BTCUSDT")[hour("2024-08-01T00:00:00Z")] == ray("0.00008876"));
  CHECK(history.funding.at("funding/okx_BTCUSDT").front() == ray("-0.0000478476440467"));
}

TEST_CASE("real history: USDT lent for a month grows as its index") {
  const auto folder = real_history();
  if (!folder) return;
  const auto loaded =
      load_history(*folder, {{SeriesKind::aave_index_1d, "aave_v3/USDT"}}, utc("2024-06-01"), utc("2024-07-01"));
  if (!loaded) FAIL(all_lines(loaded.error()));
  const auto& index = loaded.value().indices.at("aave_v3/USDT").liquidity;
  CHECK(index.size() == 721);
  CHECK(index.front() == ray("1.070100426290384"));
  // Halfway between 1.070100426290384 and 1.0702953828739423.
  CHECK(index[12] == ray("1.07019790458216315"));
  const Amount scaled = div(from_text<Amount>("100000"), index.front(), Rounding::half_even);
  CHECK(mul(scaled, index.back(), Rounding::half_even).to_double() == doctest::Approx(100521.327052).epsilon(1e-11));
}

TEST_CASE("real history: the whole folder has no fault within itself, and says what it does not cover") {
  const auto folder = real_history();
  if (!folder) return;
  const auto report = describe_dataset(*folder, {}, {}, {});
  REQUIRE(report);
  CHECK_MESSAGE(!report.value().has_faults, report.value().text);
  const auto late = describe_dataset(*folder, std::vector<SeriesNeed>{kMarket, kOracle}, utc("2024-05-12T00:00:00Z"),
                                     utc("2025-05-31"));
  REQUIRE(late);
  CHECK(late.value().text.find("  lst/weETH_market: known from 2024-05-13T04:00:00Z\n") != std::string::npos);
  CHECK(late.value().text.find("weETH_oracle_1h.csv:2: lst/weETH_oracle: covers 2024-05-12T01:00:00Z") !=
        std::string::npos);
  CHECK(late.value().text.find("weETH_market_1h.csv:") == std::string::npos);
}

TEST_CASE("real history: a staked token's market rate is the row of its hour, none before the first, none invented") {
  const auto folder = real_history();
  if (!folder) return;
  const auto loaded =
      load_history(*folder, {kMarket, kOracle}, utc("2024-05-12T01:00:00Z"), utc("2025-05-31T23:00:00Z"));
  if (!loaded) FAIL(all_lines(loaded.error()));
  const auto& market = loaded.value().market_rates.at(kMarket.name);
  REQUIRE(market.size() == 9239);
  CHECK(std::ranges::count_if(market, [](const auto& rate) { return !rate; }) == 27);
  CHECK_FALSE(market[26]);
  CHECK(market[27] == ray("1.03754788941237"));
  CHECK(market.back() == ray("1.06850225544191"));
  CHECK(loaded.value().rates.at(kOracle.name).front() == ray("1.0381626525752412"));
}

TEST_CASE("real history: OKX pays the settled rate of every row of its files, and the predicted one is another") {
  const auto folder = real_history();
  if (!folder) return;
  for (const std::string asset : {"BTC", "ETH"}) {
    CAPTURE(asset);
    const std::string name = "funding/okx_" + asset + "USDT";
    const auto loaded =
        load_history(*folder, {{SeriesKind::funding_8h, name}}, utc("2024-05-12"), utc("2025-05-31T16:00:00Z"));
    if (!loaded) FAIL(all_lines(loaded.error()));
    const auto& column = loaded.value().funding.at(name);
    std::ifstream file(*folder / (name + ".csv"));
    std::string line;
    std::getline(file, line);
    REQUIRE(line == "timestamp,predicted_rate,settled_rate");
    std::size_t rows_seen = 0;
    std::size_t predicted_differs = 0;
    while (std::getline(file, line)) {
      const std::size_t first = line.find(',');
      const std::size_t second = line.find(',', first + 1);
      const UtcTime time = utc(line.substr(0, first)).snap(kHour);
      if (time < loaded.value().from) continue;
      const auto units = [](const std::string& text) {
        return Ray::from_raw(parse_units(text, Ray::kDecimals).value());
      };
      const auto paid = column.at(static_cast<std::size_t>((time - loaded.value().from).count / kHour.count));
      CHECK(paid == units(line.substr(second + 1)));
      predicted_differs += paid != units(line.substr(first + 1, second - first - 1)) ? 1U : 0U;
      ++rows_seen;
    }
    CHECK(rows_seen > 1000);
    CHECK(predicted_differs > rows_seen / 2);
  }
}
