#pragma once

#include <functional>
#include <memory>

#include "core/execution/router.hpp"
#include "core/strategy/strategy.hpp"
#include "tests/core/portfolio/support.hpp"

namespace basis::test {

/// The three perps of the shipped BTC basis mode, in instrument order.
inline const std::vector<std::string> kBtcPerps = {"binance_usdm:Perp:BTCUSDT", "bybit:Perp:BTCUSDT",
                                                   "okx:Perp:BTCUSDT"};
inline CostTable cost_table() {
  CostTable table;
  const auto add = [&](const char* pair, const char* small, const char* middle, const char* large) {
    table.add(pair, amount("10000"), from_text<BasisPoints>(small));
    table.add(pair, amount("100000"), from_text<BasisPoints>(middle));
    table.add(pair, amount("1000000"), from_text<BasisPoints>(large));
  };
  add("BTC_USDT", "4", "6", "12");
  add("BTCUSDT-PERP", "2.5", "5", "10");
  return table;
}

/// A portfolio with everything that sizes, routes and decides on it. BTC and its perps stand at 50,000;
/// a transfer costs 100,000 units * 20 gwei * 1.2 * 2,500 = 6 USDT where costs are on.
struct Desk : PortfolioFixture {
  explicit Desk(const std::string& mode, const std::vector<std::string>& overrides = {})
      : PortfolioFixture(shipped(mode, overrides)),
        costs(settings.mode.execution, settings.venues.at("alchemy"), cost_table()),
        router(universe, settings, costs) {
    market.gas_price = amount("0.00000002");
    market.gas_token_price = price("2500");
    if (!universe.find_asset("BTC")) return;
    set_price("BTC", "50000");
    for (const std::string& perp : kBtcPerps) set_mark(perp, "50000");
  }
  Desk(const Desk&) = delete;
  Desk& operator=(const Desk&) = delete;

  /// Exposure and risk measured anew. The view refers to this desk.
  PortfolioView view() {
    exposure = measure_exposure(universe, positions, market);
    const ModeSettings& mode = settings.mode;
    risk = assess_risk(universe, positions, market, exposure,
                       {mode.margin_ratio, mode.delta_tolerance, mode.reserve_ratio, settings.market_neutral});
    return {universe, market, positions, exposure, risk};
  }
  [[nodiscard]] std::unique_ptr<Strategy> strategy() const {
    auto made = make_strategy({universe, settings, costs});
    REQUIRE_MESSAGE(made.has_value(), made.error().text());
    return std::move(made).value();
  }
  /// Of a venue.
  [[nodiscard]] const AccountMargin& margin(std::string_view name) const {
    for (const AccountMargin& one : risk.margins)
      if (universe.venue_of(one.account) == name) return one;
    FAIL("no margin of " << std::string(name));
    return risk.margins.front();
  }
  /// Cash of Binance, Bybit, OKX in the accounts of perps.
  void fund(std::string_view binance, std::string_view bybit, std::string_view okx) {
    hold("binance_usdm:BaseToken:USDT", binance);
    hold("bybit:BaseToken:USDT", bybit);
    hold("okx:BaseToken:USDT", okx);
  }
  /// Coins on Binance and shorts opened at 50,000.
  void hedge(std::string_view spot, std::string_view binance, std::string_view bybit, std::string_view okx) {
    hold("binance:BaseToken:BTC", spot);
    const std::string_view sizes[] = {binance, bybit, okx};
    for (std::size_t i = 0; i < kBtcPerps.size(); ++i)
      positions[id(kBtcPerps[i]).index()] = {-amount(sizes[i]),
                                             mul(-amount(sizes[i]), price("50000"), Rounding::floor)};
  }
  void set_btc(std::string_view text) {
    set_price("BTC", text);
    for (const std::string& perp : kBtcPerps) set_mark(perp, text);
  }

  CostCalculator costs;
  Router router;
  Exposure exposure;
  RiskReport risk;
};

}  // namespace basis::test
