#include <doctest/doctest.h>

#include "tests/node/hand_made.hpp"
#include "tests/node/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const Amount kCapital = Amount::from_int(100'000);

}  // namespace

TEST_CASE("nothing moves: only the costs of entering are lost") {
  HandMade market;
  const RunResult result = run(settings_of("btc_basis", {}), market.history, kCapital);
  const RunSummary& summary = result.summary;
  CHECK(summary.trades == 4);
  CHECK(summary.rebalances == 0);
  CHECK(summary.final_equity == kCapital + summary.pnl[static_cast<std::size_t>(Attribution::transaction_costs)]);
  // Rounding in the ledger's last unit is the only other thing posted there.
  const Amount told = summary.fees + summary.gas;
  CHECK((kCapital - summary.final_equity - told).abs() <= Amount::from_raw(100));
  CHECK(summary.gas.sign() > 0);
}

TEST_CASE("funding is paid on positions held before its stamp, and shorts receive a positive rate") {
  HandMade market;
  for (const char* venue : {"binance", "bybit", "okx"}) {
    market.funding(venue)[0] = from_text<Ray>("0.001");  // the entry's own instant: not ours
    market.funding(venue)[8] = from_text<Ray>("0.0001");
    market.funding(venue)[16] = from_text<Ray>("-0.0003");
  }
  std::vector<std::string> overrides = kIdeal;
  const RunResult result = run(settings_of("btc_basis", overrides), market.history, kCapital);
  // 50,000 short * (0.0001 - 0.0003)
  CHECK((result.summary.funding - Amount::from_int(-10)).abs() < from_text<Amount>("0.000000001"));
  CHECK(result.count(R"("type":"funding")") == 6);
}

TEST_CASE("one venue's margin is used up while others are rich: margin moves") {
  HandMade market;
  // Bybit's perp alone runs away, so its short loses while the others do not.
  for (std::size_t i = 10; i < HandMade::kHours; ++i) market.series("perp/bybit_BTCUSDT")[i] = Price::from_int(92'000);
  // What has to move is over the minimum of a transfer at this capital.
  const RunResult result =
      run(settings_of("btc_basis", {"position_deviation_threshold=0.99"}), market.history, Amount::from_int(1'000'000));
  CHECK(result.count(R"("decision":"move_margin")") >= 1);
  CHECK(result.count(R"("decision":"exit_partial")") == 0);
  CHECK(result.count(R"("type":"risk_alert")") >= 2);  // raised, and cleared
  CHECK(result.summary.trades == 4);
  CHECK(result.summary.min_margin_ratio.at("bybit").value() < 0.2);
  const std::string last = result.equity.substr(result.equity.rfind('\n', result.equity.size() - 2) + 1);
  CHECK(last.starts_with("2024-06-02T23:00:00Z,"));
}

TEST_CASE("a spike inside an hour liquidates by its high, and is seen at the next hour") {
  HandMade market;
  market.add_bars();
  market.bars("bybit").high[20] = Price::from_int(120'000);
  const RunResult result = run(settings_of("btc_basis", {}), market.history, kCapital);
  CHECK(result.count(R"("notice":"liquidation")") == 1);
  CHECK(result.events.find("inside the hour from 2024-06-01T20:00:00Z") != result.events.npos);
  const std::size_t at = result.events.find(R"("notice":"liquidation")");
  const std::size_t line = result.events.rfind('\n', at);
  CHECK(result.events.substr(line, at - line).find(R"("time":"2024-06-01T21:00:00Z")") != std::string::npos);
  CHECK(result.summary.difference.is_zero());
  CHECK(result.summary.trades > 4);  // the hedge is made good in the hour that shows it
  SUBCASE("one who looks at opens only sees nothing") {
    const RunResult opens = run(settings_of("btc_basis", {"execution.liquidation=open"}), market.history, kCapital);
    CHECK(opens.count(R"("notice":"liquidation")") == 0);
    CHECK(opens.summary.trades == 4);
  }
}

TEST_CASE("the bar of the last hour is not used, that of the entry's hour is") {
  HandMade market;
  market.add_bars();
  market.bars("okx").high[HandMade::kHours - 1] = Price::from_int(200'000);
  CHECK(run(settings_of("btc_basis", {"execution.delays=none"}), market.history, kCapital)
            .count(R"("notice":"liquidation")") == 0);
  market.bars("okx").high[0] = Price::from_int(200'000);
  const RunResult result = run(settings_of("btc_basis", {"execution.delays=none"}), market.history, kCapital);
  CHECK(result.count(R"("notice":"liquidation")") == 1);
  CHECK(result.events.find("inside the hour from 2024-06-01T00:00:00Z") != result.events.npos);
}

TEST_CASE("a rally uses up margin everywhere: all legs are cut in proportion") {
  HandMade market;
  market.move_all(10, 92'000);
  const Settings settings = settings_of("btc_basis", {"position_deviation_threshold=0.99"});
  const RunResult result = run(settings, market.history, kCapital);
  CHECK(result.count(R"("type":"rebalance")") == 1);
  CHECK(result.count(R"("type":"risk_alert")") == 2);  // raised, and cleared by the cut
  CHECK(result.summary.trades == 8);
  CHECK(result.summary.max_abs_delta_fraction < settings.mode.delta_tolerance.to_double());
  // A second look at the market that follows: nothing more to do at 92,000.
  CHECK(result.count(R"("decision":"hold")") == HandMade::kHours - 2);
}

TEST_CASE("a jump past maintenance liquidates the shorts, the run shows it, and spot follows") {
  HandMade market;
  market.move_all(10, 140'000);
  const Settings settings = settings_of("btc_basis", {});
  const RunResult result = run(settings, market.history, kCapital);
  CHECK(result.count(R"("notice":"liquidation")") == 3);
  CHECK(result.summary.remarks.size() >= 3);
  // The state that the venues acted on, which is over when the step is recorded.
  CHECK(result.summary.liquidations == 3);
  CHECK(result.summary.margin_breaches == 1);
  for (const auto& [venue, ratio] : result.summary.min_margin_ratio) CHECK(ratio.value() < 0);
  CHECK(result.summary.difference.is_zero());
  // With the hedge gone the spot leg is sold in the same step.
  CHECK(result.count(R"("side":"sell")") >= 2);
  CHECK(result.summary.max_abs_delta_fraction < settings.mode.delta_tolerance.to_double());
  CHECK(result.summary.final_equity.sign() > 0);
}

TEST_CASE("the entry gate waits for the weighted funding rate") {
  HandMade market;
  for (const char* venue : {"binance", "bybit", "okx"}) {
    market.funding(venue)[0] = from_text<Ray>("0.00005");
    market.funding(venue)[8] = from_text<Ray>("0.0002");
  }
  const std::vector<std::string> gated = {"entry_gate.enabled=true", "entry_gate.funding_threshold=0.0001"};
  const RunResult result = run(settings_of("btc_basis", gated), market.history, kCapital);
  // Eight decisions, and the event that tells what the entry waits for.
  CHECK(result.count("entry gate: weighted funding rate 0.000050 is under 0.0001") == 9);
  CHECK(result.summary.trades == 4);
  CHECK(result.count(R"("time":"2024-06-01T09:00:00Z","type":"fill")") == 4);  // when the cash is there
  // The rate stamped before the entry is known then, but not earned.
  CHECK(result.summary.funding.is_zero());
}

TEST_CASE("what the exit gate left is entered again when the entry gate opens") {
  HandMade market;
  for (const char* venue : {"binance", "bybit", "okx"}) {
    for (const auto& [hour, rate] : {std::pair{0U, "0.0004"},
                                     {8U, "0.0004"},
                                     {16U, "-0.0001"},
                                     {24U, "0.00002"},
                                     {32U, "0.00009"},
                                     {40U, "0.0004"}})
      market.funding(venue)[hour] = from_text<Ray>(rate);
  }
  const std::vector<std::string> gated = {"entry_gate.enabled=true",
                                          "entry_gate.least_carry_bps=500",
                                          "entry_gate.horizon_hours=720",
                                          "exit_gate.enabled=true",
                                          "exit_gate.hours=6",
                                          "execution.delays=none"};
  const RunResult result = run(settings_of("btc_basis", gated), market.history, kCapital);
  // 0.0004 is 4380 bps a year; -0.0001 from 16:00 on stays for six hours.
  CHECK(result.count(R"("time":"2024-06-01T00:00:00Z","type":"fill")") == 4);
  CHECK(result.count(R"("decision":"exit_full","reason":"exit gate: funding has been at or under 0 bps a year since )"
                     "2024-06-01T16:00:00Z\"") == 1);
  CHECK(result.count(R"("time":"2024-06-01T22:00:00Z","type":"fill")") == 4);
  // 0.00002 and 0.00009 are over the exit's threshold and under the entry's.
  CHECK(result.count(R"("time":"2024-06-02T08:00:00Z","type":"fill")") == 0);
  CHECK(result.count(R"("time":"2024-06-02T16:00:00Z","type":"fill")") == 4);
  CHECK(result.summary.trades == 12);
  CHECK(result.summary.difference.is_zero());
}

TEST_CASE("capital under every minimum is never half invested") {
  HandMade market;
  const RunResult result = run(settings_of("btc_basis", {}), market.history, Amount::from_int(12));
  CHECK(result.summary.trades == 0);
  CHECK(result.summary.max_abs_delta_fraction == 0);
  // Said once, not every hour.
  CHECK(result.count(R"("type":"entry_waits")") == 1);
  CHECK(result.summary.difference.is_zero());
}

TEST_CASE("pure lending keeps its reserve and rebalances only what is worth a transfer") {
  HandMade market;
  auto& index = market.history.indices.at("aave_v3/USDT").liquidity;
  for (std::size_t i = 24; i < HandMade::kHours; ++i) index[i] = from_text<Ray>("1.03");
  const RunResult small = run(settings_of("pure_lending", {}), market.history, kCapital);
  CHECK(small.summary.rebalances == 0);
  CHECK(small.count(R"("type":"contract_call")") == 2);  // approve and supply
  const RunResult large = run(settings_of("pure_lending", {}), market.history, Amount::from_int(10'000'000));
  CHECK(large.summary.rebalances == 1);
  CHECK(large.count(R"("type":"withdraw")") == 1);
  CHECK(large.summary.difference.is_zero());
}

TEST_CASE("a run stops when its hook says so, and says loudly when an actor breaks") {
  HandMade market;
  const Settings settings = settings_of("pure_lending", {});
  const RunResult result = run(settings, market.history, kCapital, [](std::size_t done) { return done < 5; });
  CHECK(result.summary.steps == 4);
  CHECK_THROWS_WITH_AS(run(settings, market.history, kCapital,
                           [](std::size_t done) -> bool {
                             if (done == 3) throw std::runtime_error("the hook broke");
                             return true;
                           }),
                       doctest::Contains("the hook broke"), InvariantError);
}

TEST_CASE("a mode without a strategy manager is refused by name") {
  Settings settings = settings_of("eth_leveraged", {});
  settings.mode.mode = "moon_shot";
  const auto universe = Universe::build(settings);
  REQUIRE(universe.has_value());
  const CostCalculator costs(settings.mode.execution, settings.venues.at("alchemy"), {});
  const auto made = make_strategy({universe.value(), settings, costs});
  REQUIRE(!made.has_value());
  CHECK(made.error().kind == ErrorKind::usage);
  CHECK(made.error().text().find("'moon_shot'") != std::string::npos);
}
