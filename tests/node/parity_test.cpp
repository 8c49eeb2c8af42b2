#include <doctest/doctest.h>

#include <array>
#include <cmath>

#include "tests/node/sample_runs.hpp"
#include "tests/support/source_dir.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// E * index(T) / index(0).
long double lending_closed_form(const History& history, long double capital) {
  const auto& index = history.indices.at("aave_v3/USDT").liquidity;
  return capital * number(index.back()) / number(index.front());
}

/// E + q*(S1-S0) + sum_v w_v*q*((M0-M1) + sum over stamps in (0,T] of M*rate), q = E/(1+m)/S0.
long double basis_closed_form(const History& history, const ModeSettings& mode, long double capital) {
  const std::string symbol = mode.asset + "USDT";
  const auto& spot = history.prices.at("spot/binance_" + symbol);
  const long double q = capital / 2.0L / number(spot.front());
  long double equity = capital + q * (number(spot.back()) - number(spot.front()));
  for (const auto& [venue, share] : mode.hedge_allocation) {
    if (share.is_zero()) continue;
    const auto& mark = history.prices.at("perp/" + venue + "_" + symbol);
    const auto& funding = history.funding.at("funding/" + venue + "_" + symbol);
    const long double leg = q * static_cast<long double>(share.to_double());
    equity += leg * (number(mark.front()) - number(mark.back()));
    for (std::size_t hour = 1; hour < history.hours; ++hour)
      if (funding[hour]) equity += leg * number(mark[hour]) * number(*funding[hour]);
  }
  return equity;
}

}  // namespace

TEST_CASE("pure lending matches its closed form under ideal execution") {
  const Settings settings = settings_of("pure_lending", kIdeal);
  for (const Window& window : kWindows) {
    INFO(std::string(window.from));
    const History history = history_for(sample_folder(), settings, utc(window.from), utc(window.to));
    const RunResult result = run(settings, history, Amount::from_int(100'000));
    check_close(result.summary.final_equity, lending_closed_form(history, 100'000));
    CHECK(result.summary.difference.is_zero());
    CHECK(result.summary.pnl[static_cast<std::size_t>(Attribution::supply_yield)].sign() > 0);
  }
}

TEST_CASE("the basis modes match their closed form under ideal execution") {
  const std::vector<std::vector<std::string>> allocations = {
      {},
      {"hedge_allocation.binance=0", "hedge_allocation.bybit=0.5", "hedge_allocation.okx=0.5"},
      {"hedge_allocation.binance=1", "hedge_allocation.bybit=0", "hedge_allocation.okx=0"},
  };
  for (const std::string mode : {"btc_basis", "eth_basis"}) {
    for (const auto& allocation : allocations) {
      std::vector<std::string> overrides = kIdeal;
      overrides.insert(overrides.end(), allocation.begin(), allocation.end());
      const Settings settings = settings_of(mode, overrides);
      for (const Window& window : kWindows) {
        INFO(mode, " from ", std::string(window.from));
        const History history = history_for(sample_folder(), settings, utc(window.from), utc(window.to));
        const RunResult result = run(settings, history, Amount::from_int(250'000));
        check_close(result.summary.final_equity, basis_closed_form(history, settings.mode, 250'000));
        CHECK(result.summary.difference.is_zero());
        CHECK(result.summary.max_abs_delta_fraction < 1e-12);
        CHECK(result.summary.fees.is_zero());
      }
    }
  }
}

TEST_CASE("the same input gives the same bytes") {
  for (const char* mode : {"pure_lending", "btc_basis", "eth_leveraged", "usdt_market_neutral"}) {
    CAPTURE(mode);
    const Settings settings = settings_of(mode, {});
    const History history = history_for(sample_folder(), settings, utc("2024-05-12"), utc("2024-08-01"));
    const RunResult first = run(settings, history, Amount::from_int(100'000));
    const RunResult second = run(settings, history, Amount::from_int(100'000));
    CHECK(first.events == second.events);
    CHECK(first.equity == second.equity);
    CHECK(first.positions == second.positions);
    CHECK(first.report == second.report);
    CHECK(first.events.size() > 1000);
  }
}

TEST_CASE("real history: known values and limits") {
  const std::filesystem::path real = test::source_dir() / "../shared/data/history";
  if (!std::filesystem::exists(real / "dataset.yaml")) {
    MESSAGE("SKIPPED: there is no real history beside the checkout");
    return;
  }
  SUBCASE("pure lending over June 2024") {
    const Settings settings = settings_of("pure_lending", kIdeal);
    const History history = history_for(real, settings, utc("2024-06-01"), utc("2024-07-01"));
    const RunResult result = run(settings, history, Amount::from_int(100'000));
    CHECK(result.summary.final_equity.to_string().substr(0, 13) == "100521.327051");
    check_close(result.summary.final_equity, 100521.3270515204L);
  }
  SUBCASE("ideal BTC basis over a quarter") {
    const Settings settings = settings_of("btc_basis", kIdeal);
    const History history = history_for(real, settings, utc("2024-05-12"), utc("2024-08-12"));
    const RunResult result = run(settings, history, Amount::from_int(100'000));
    check_close(result.summary.final_equity, basis_closed_form(history, settings.mode, 100'000));
  }
  SUBCASE("the basis modes with costs, rounding and rebalancing stay within their limits") {
    std::string mode;
    SUBCASE("BTC") { mode = "btc_basis"; }
    SUBCASE("ETH") { mode = "eth_basis"; }
    const Settings settings = settings_of(mode, {});
    const History history = history_for(real, settings, utc("2024-05-12"), utc("2025-05-31"));
    const RunResult result = run(settings, history, Amount::from_int(100'000));
    CHECK(result.summary.steps == 9216);
    CHECK(result.summary.difference.is_zero());
    CHECK(result.summary.max_abs_delta_fraction <= settings.mode.delta_tolerance.to_double());
    CHECK(result.summary.min_margin_ratio.size() == 3);
    for (const auto& [venue, least] : result.summary.min_margin_ratio) {
      CAPTURE(venue);
      CHECK(least.value() >= settings.mode.margin_ratio.critical.to_double());
    }
  }
  SUBCASE("pure lending with costs over the whole year") {
    const Settings settings = settings_of("pure_lending", {});
    const History history = history_for(real, settings, utc("2024-05-12"), utc("2025-05-31"));
    const RunResult result = run(settings, history, Amount::from_int(100'000));
    CHECK(result.summary.difference.is_zero());
    CHECK(result.summary.final_equity > Amount::from_int(104'000));
  }
}
