#include <doctest/doctest.h>

#include <cstdlib>

#include "core/data/describe_dataset.hpp"
#include "tests/core/data/data_folder.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// The optional folder with real history; says so and gives nothing when it is not there.
std::optional<std::filesystem::path> real_history() {
  const char* named = std::getenv("BASIS_HISTORY_DIR");
  const std::filesystem::path folder =
      named != nullptr ? named : std::filesystem::path(BASIS_SOURCE_DIR) / "../shared/data/history";
  if (std::filesystem::exists(folder / "dataset.yaml")) return folder;
  MESSAGE("SKIPPED: no real history in " << folder.string());
  return std::nullopt;
}

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
  const auto loaded = load_history(*folder, btc_basis(), at("2024-05-12"), at("2025-05-31"));
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
    return static_cast<std::size_t>((at(time) - history.from).count / kHour.count);
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
      load_history(*folder, {{SeriesKind::aave_index_1d, "aave_v3/USDT"}}, at("2024-06-01"), at("2024-07-01"));
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
  const std::string found = [&] {
    const auto history =
        load_history(*folder, {{SeriesKind::rate_1h, "lst/weETH_market"}, {SeriesKind::rate_1h, "lst/weETH_oracle"}},
                     at("2024-05-12T01:00:00Z"), at("2025-05-31"));
    if (!history) return all_lines(history.error());
    // The market's first row is of 2024-05-13T04:00, 27 hours in.
    const auto& market = history.value().market_rates.at("lst/weETH_market");
    CHECK_FALSE(market[26].has_value());
    CHECK(market[27].has_value());
    return std::string("loaded");
  }();
  CHECK(found == "loaded");
}
