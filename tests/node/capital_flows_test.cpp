#include <doctest/doctest.h>

#include "tests/node/hand_made.hpp"
#include "tests/node/support.hpp"

using namespace basis;
using namespace basis::test;

namespace {

const Amount kCapital = Amount::from_int(100'000);

CapitalFlow flow_at(const HandMade& market, int hour, bool deposit, std::optional<Amount> amount, std::size_t line) {
  return {market.history.from + kHour * hour, deposit, amount, ExitSpeed::fast, line};
}

std::string line_with(const std::string& text, const std::string& part) {
  const std::size_t at = text.find(part);
  if (at == text.npos) return {};
  const std::size_t begin = text.rfind('\n', at) + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}

}  // namespace

TEST_CASE("a deposit is in the wallet at its hour, once, and no P&L") {
  HandMade market;
  const CapitalFlows flows{"f.csv", "1", {flow_at(market, 5, true, Amount::from_int(700), 2)}};
  // Nothing moves and nothing costs: equity is what was paid in.
  const auto run = run_with_flows(settings_of("pure_lending", kIdeal), market.history, kCapital, flows);
  REQUIRE(run.has_value());
  const RunResult& result = run.value();
  CHECK(result.count(R"("type":"capital")") == 2);  // what the run started with, and the deposit
  const std::string posted = line_with(result.events, R"("time":"2024-06-01T05:00:00Z","type":"capital")");
  CHECK(posted.find(R"({"instrument":"wallet:BaseToken:USDT","before":"0","after":"700"})") != posted.npos);
  CHECK(line_with(result.equity, "2024-06-01T04:00:00Z").starts_with("2024-06-01T04:00:00Z,100000,"));
  CHECK(line_with(result.equity, "2024-06-01T05:00:00Z").starts_with("2024-06-01T05:00:00Z,100700,"));
  CHECK(result.summary.final_equity == Amount::from_int(100'700));
  CHECK(result.summary.balance_pnl.is_zero());
  CHECK(result.summary.difference.is_zero());
}

TEST_CASE("a flow that falls due between two steps comes with the later one, in its turn") {
  HandMade market;
  CapitalFlow early = flow_at(market, 5, true, Amount::from_int(700), 2);
  early.time = early.time + kMinute * 20;
  CapitalFlow late = flow_at(market, 5, true, Amount::from_int(11), 3);
  late.time = late.time + kHour - Nanos{1};
  const CapitalFlows flows{"f.csv", "1", {early, late, flow_at(market, 6, true, Amount::from_int(2), 4)}};
  const auto run = run_with_flows(settings_of("pure_lending", kIdeal), market.history, kCapital, flows);
  REQUIRE(run.has_value());
  const std::string& equity = run.value().equity;
  CHECK(line_with(equity, "2024-06-01T05:00:00Z").starts_with("2024-06-01T05:00:00Z,100000,"));
  CHECK(line_with(equity, "2024-06-01T06:00:00Z").starts_with("2024-06-01T06:00:00Z,100713,"));
  CHECK(run.value().count(R"("type":"flow")") == 3);
  CHECK(run.value().summary.difference.is_zero());
  // One that was due before the run has no step to come with.
  CapitalFlow before = flow_at(market, 0, true, Amount::from_int(1), 2);
  before.time = before.time - Nanos{1};
  CHECK_THROWS_AS((void)run_with_flows(settings_of("pure_lending", kIdeal), market.history, kCapital,
                                       CapitalFlows{"f.csv", "1", {before}}),
                  InvariantError);
}

TEST_CASE("every flow is an event of its own, and the decision that follows knows it for its cause") {
  HandMade market;
  const CapitalFlows flows{
      "f.csv",
      "1",
      {flow_at(market, 5, true, from_text<Amount>("0.5"), 2), flow_at(market, 5, false, Amount::from_int(10), 3),
       flow_at(market, 9, false, std::nullopt, 4)}};
  const auto run = run_with_flows(settings_of("pure_lending", kIdeal), market.history, kCapital, flows);
  REQUIRE(run.has_value());
  const RunResult& result = run.value();
  CHECK(result.count(R"("type":"flow")") == 3);
  CHECK(result.count(R"("kind":"deposit","amount":"0.5","speed":"fast","line":2)") == 1);
  CHECK(result.count(R"("kind":"withdrawal","amount":"10","speed":"fast","line":3)") == 1);
  const std::string last = line_with(result.events, R"("kind":"withdrawal","amount":"all","speed":"fast","line":4)");
  CHECK(last.find(R"("time":"2024-06-01T09:00:00Z","type":"flow","cause":null)") != last.npos);
  const std::string sequence = last.substr(7, last.find(',') - 7);
  const std::string decision = line_with(result.events, R"("time":"2024-06-01T09:00:00Z","type":"decision")");
  CHECK(decision.find(R"("cause":)" + sequence + ",") != decision.npos);
}

TEST_CASE("a withdrawal of more than the equity ends the run with an error of the data") {
  HandMade market;
  const CapitalFlows flows{"some/f.csv", "1", {flow_at(market, 7, false, Amount::from_int(100'001), 12)}};
  const auto run = run_with_flows(settings_of("pure_lending", kIdeal), market.history, kCapital, flows);
  REQUIRE(!run.has_value());
  CHECK(run.error().kind == ErrorKind::data);
  CHECK(run.error().text() ==
        "some/f.csv:12: a withdrawal of 100001 USDT is more than the equity of 100000 USDT at 2024-06-01T07:00:00Z");
}

TEST_CASE("what a deposit of the same instant brings may be taken") {
  HandMade market;
  const CapitalFlow more = flow_at(market, 7, false, Amount::from_int(100'001), 2);
  const CapitalFlow deposit = flow_at(market, 7, true, Amount::from_int(1), 3);
  const Settings settings = settings_of("pure_lending", kIdeal);
  CHECK(run_with_flows(settings, market.history, kCapital, {"f.csv", "1", {more, deposit}}).has_value());
  CHECK(!run_with_flows(settings, market.history, kCapital, {"f.csv", "1", {more}}).has_value());
}

TEST_CASE("a run that stops before a flow never meets it") {
  HandMade market;
  const CapitalFlows flows{"f.csv", "1", {flow_at(market, 7, false, Amount::from_int(200'000), 2)}};
  const auto run = run_with_flows(settings_of("btc_basis", kIdeal), market.history, kCapital, flows,
                                  [](std::size_t done) { return done < 7; });
  REQUIRE(run.has_value());
  CHECK(run.value().count(R"("type":"flow")") == 0);
}

TEST_CASE("without flows nothing changes") {
  HandMade market;
  const Settings settings = settings_of("btc_basis", {});
  const RunResult without = run(settings, market.history, kCapital);
  const auto empty = run_with_flows(settings, market.history, kCapital, {"f.csv", "1", {}});
  REQUIRE(empty.has_value());
  CHECK(without.events == empty.value().events);
}
