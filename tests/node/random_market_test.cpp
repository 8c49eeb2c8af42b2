#include <doctest/doctest.h>

#include <cmath>
#include <random>

#include "tests/node/support.hpp"
#include "tests/support/rounds.hpp"

using namespace basis;
using namespace basis::test;

namespace {

/// A wild market: hourly moves of a few percent, jumps, venues that drift apart,
/// funding of both signs. Everything follows from the seed.
class WildMarket {
 public:
  WildMarket(std::uint64_t seed, std::size_t hours) : random_(seed) {
    history_.from = UtcTime::parse("2024-06-01").value();
    history_.hours = hours;
    history_.to = history_.from + kHour * static_cast<std::int64_t>(hours - 1);
    const double calm = uniform(0.001, 0.03);
    const double jumps = uniform(0, 0.02);
    double level = uniform(20'000, 120'000);
    for (std::size_t hour = 0; hour < hours; ++hour) {
      add_hour(hour, level);
      level *= std::exp(calm * uniform(-1.7, 1.75));
      if (uniform(0, 1) < jumps) level *= uniform(0.6, 1.7);
    }
    history_.gas["gas/ethereum"] = {std::vector<Amount>(hours, from_text<Amount>("0.00000002")),
                                    std::vector<Amount>(hours, from_text<Amount>("0.000000001"))};
  }

  [[nodiscard]] const History& history() const { return history_; }
  double uniform(double low, double high) {
    return low + (high - low) * static_cast<double>(random_() >> 11) / 9007199254740992.0;
  }

 private:
  static Price at_cent(double level) {
    return Price::from_raw(static_cast<std::int64_t>(std::llround(level * 10)) * 10'000'000);
  }
  void add_hour(std::size_t hour, double level) {
    history_.prices["spot/binance_BTCUSDT"].push_back(at_cent(level));
    history_.prices["spot/binance_ETHUSDT"].push_back(at_cent(level / 20));
    for (const std::string venue : {"binance", "bybit", "okx"}) {
      double& premium = premiums_[venue];
      premium = premium * 0.98 + uniform(-0.02, 0.025);
      history_.prices["perp/" + venue + "_BTCUSDT"].push_back(at_cent(level * std::exp(premium)));
      std::optional<Ray> rate;
      if (hour % 8 == 0) rate = Ray::from_raw(static_cast<std::int64_t>(uniform(-1e15, 2e15)) * i128{1'000'000'000});
      history_.funding["funding/" + venue + "_BTCUSDT"].push_back(rate);
    }
  }

  std::mt19937_64 random_;
  std::map<std::string, double> premiums_;
  History history_;
};

}  // namespace

// Every run checks itself at every step: the ledger balances, the portfolio agrees
// with the venues, attribution explains equity to the last unit, and no order
// that was routed is refused. A fault of any of these throws.
TEST_CASE("wild markets and odd settings never break an invariant") {
  std::size_t liquidations = 0;
  std::size_t margin_moves = 0;
  std::size_t trades = 0;
  for (std::uint64_t seed = 1; seed <= test::rounds(120); ++seed) {
    CAPTURE(seed);
    WildMarket market(seed, 400);
    const double first = std::floor(market.uniform(0, 10)) / 10;
    const double second = std::floor(market.uniform(0, 1 - first) * 10) / 10;
    const auto text = [](double value) { return std::to_string(value); };
    const std::vector<std::string> overrides = {
        "hedge_allocation.binance=" + text(first),
        "hedge_allocation.bybit=" + text(second),
        "hedge_allocation.okx=" +
            (Ratio::from_int(1) - from_text<Ratio>(text(first)) - from_text<Ratio>(text(second))).to_string(),
        "margin_fraction=" + text(market.uniform(0.4, 1.5)),
        "reserve_ratio=" + text(market.uniform(0, 0.3)),
        "position_deviation_threshold=" + text(market.uniform(0.001, 0.2)),
        std::string("execution.rounding=") + (seed % 3 == 0 ? "none" : "venue"),
        std::string("execution.costs=") + (seed % 4 == 0 ? "none" : "model"),
    };
    const Settings settings = settings_of("btc_basis", overrides);
    const Amount capital = Amount::from_int(static_cast<std::int64_t>(std::pow(10, market.uniform(2, 8))));
    const RunResult result = run(settings, market.history(), capital);
    CHECK(result.summary.difference.is_zero());
    CHECK(result.summary.steps == 399);
    CHECK(result.count(R"("seq":)") > 399);
    liquidations += result.count(R"("notice":"liquidation")");
    margin_moves += result.count(R"("decision":"move_margin")");
    trades += result.summary.trades;
  }
  // The markets are wild enough to reach every branch.
  INFO(liquidations, " liquidations, ", margin_moves, " margin moves, ", trades, " trades");
  CHECK(liquidations > 10);
  CHECK(margin_moves > 10);
  CHECK(trades > 1000);
}
