#include <cmath>

#include "tests/node/sample_runs.hpp"

using namespace basis;
using namespace basis::test;

namespace {

constexpr const char* kPlain = "usdt_market_neutral_no_leverage";

/// All ETH prices times `factor` from an hour on.
void jump(History& history, std::size_t hour, const char* factor) {
  for (auto& [name, column] : history.prices)
    if (name.find("ETHUSDT") != name.npos)
      for (std::size_t i = hour; i < column.size(); ++i)
        column[i] = Price::from_raw(static_cast<std::int64_t>(
            mul_div(column[i].raw(), from_text<Ratio>(factor).raw(), Ratio::kOne, Rounding::half_even)));
}

/// Sum of one column of positions.csv (2: amount, 3: value) over the instruments that contain `part`.
double held(const RunResult& result, const std::string& time, const std::string& part, int column) {
  double sum = 0;
  for (std::size_t at = result.positions.find(time); at != std::string::npos;
       at = result.positions.find(time, at + 1)) {
    std::string row = result.positions.substr(at, result.positions.find('\n', at) - at);
    if (row.find(part) == std::string::npos) continue;
    for (int i = 1; i < column; ++i) row = row.substr(row.find(',') + 1);
    row = row.substr(row.find(',') + 1);
    sum += std::stod(row);
  }
  return sum;
}

/// Short coins of all exchanges, positive.
double short_coins(const RunResult& result, const std::string& time) { return -held(result, time, ":Perp:", 2); }

double eth_price(const History& history, std::size_t hour) {
  return history.prices.at("spot/binance_ETHUSDT")[hour].to_double();
}

}  // namespace

TEST_CASE("neutral: after a deposit the short is the net exposure on chain, to the smallest order") {
  for (const char* mode : {kPlain, "usdt_market_neutral"}) {
    INFO(std::string(mode));
    const Settings settings = settings_of(mode, {});
    const History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-06-04"));
    const CapitalFlows flows{"f.csv", "", {{utc("2024-06-02"), true, Amount::from_int(70'000), ExitSpeed::fast, 2}}};
    const auto result = run_with_flows(settings, history, settings.default_capital, flows);
    REQUIRE(result);
    const std::string time = "2024-06-02T00:00:00Z";
    const double price = eth_price(history, 24);
    const double on_chain =
        (held(result.value(), time, "weETH", 3) + held(result.value(), time, "debtWETH", 3)) / price +
        held(result.value(), time, "BaseToken:ETH", 2);
    // An order is at least 20 USDT on Binance.
    CHECK(std::abs(on_chain - short_coins(result.value(), time)) * price < 21);
    CHECK(result.value().summary.difference.is_zero());
  }
}

TEST_CASE("neutral: hedges that were liquidated are sold again in the same hour, and the position comes down") {
  const Settings settings = settings_of(kPlain, {"execution.delays=none"});
  History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-06-03"));
  jump(history, 24, "2.3");
  const RunResult result = run(settings, history, Amount::from_int(100'000));
  const std::string before = "2024-06-01T23:00:00Z";
  const std::string after = "2024-06-02T00:00:00Z";
  CHECK(result.count(R"("notice":"liquidation")") == 3);
  CHECK(result.count(R"("type":"rebalance","cause")") == 1);
  // Nothing is left on the exchanges. With e coins, W in the wallet and the donor ratio 0.3,
  // x = (0.3 * e * P - W) / (1.3 * P) coins are sold, and e - x are hedged.
  const double price = eth_price(history, 24);
  const double coins = held(result, before, "weETH", 3) / eth_price(history, 23);
  const double wallet = held(result, before, "wallet:BaseToken:USDT", 2);
  const double sold = (0.3 * coins * price - wallet) / (1.3 * price);
  CHECK(short_coins(result, after) == doctest::Approx(coins - sold).epsilon(0.01));
  CHECK(short_coins(result, after) == doctest::Approx(held(result, after, "weETH", 3) / price).epsilon(0.002));
  CHECK(result.summary.difference.is_zero());
}

TEST_CASE("neutral: an exchange without margin of its own keeps the gas of what is withdrawn from it") {
  const Settings settings = settings_of(kPlain, {"hedge_allocation.binance=0", "hedge_allocation.bybit=0.5",
                                                 "hedge_allocation.okx=0.5", "stake_allocation_eth=0.8"});
  for (const char* from : {"2024-06-01", "2024-06-02T07:00:00Z", "2024-06-05T17:00:00Z"}) {
    INFO(std::string(from));
    const History history = history_for(sample_folder(), settings, utc(from), utc("2024-06-06"));
    const RunResult result = run(settings, history, Amount::from_int(100'000));
    CHECK(result.count(R"("action":"stake")") >= 1);
    CHECK(result.summary.trades >= 3);
    CHECK(result.summary.difference.is_zero());
  }
}
