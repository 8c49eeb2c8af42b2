#include "tests/node/sample_runs.hpp"

using namespace basis;
using namespace basis::test;

// The middleware of these runs takes less gas than a levered entry (1.25 M units) or exit needs, so it refuses both.
namespace {

const std::string kTooLittleGas = "venues.instadapp.max_gas=100000";

RunResult refused_run(const std::string& mode, std::vector<std::string> overrides) {
  overrides.push_back(kTooLittleGas);
  const Settings settings = settings_of(mode, overrides);
  const History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-06-02"));
  return run(settings, history, settings.default_capital);
}

}  // namespace

TEST_CASE("an order that a venue refuses is an event, and the run goes on") {
  const RunResult result = refused_run("eth_leveraged", {});
  CHECK(result.summary.steps == 24);
  // Every other hour: in between the entry is passed over.
  CHECK(result.count(R"("type":"order_refused")") == 13);
  CHECK(result.count(R"("refusal":"atomic_entry needs 1250000 units of gas, instadapp takes 100000")") == 13);
  REQUIRE_FALSE(result.summary.remarks.empty());
  CHECK(result.summary.remarks.back() ==
        "instadapp refused atomic: 13 orders, first at 2024-06-01T00:00:00Z; the reasons are in events.jsonl.");
  CHECK(result.summary.final_equity == Amount::from_int(100));
  CHECK(result.summary.difference.is_zero());
}

TEST_CASE("what comes after a refused order is made for the portfolio as it is") {
  // The coins that could not be staked stay in the wallet, and the short is their hedge.
  const RunResult result = refused_run("usdt_market_neutral", {"execution.delays=none"});
  CHECK(result.count(R"("type":"order_refused")") >= 1);
  CHECK(result.summary.max_abs_delta_fraction < 0.011);
  CHECK(result.positions.find("2024-06-01T00:00:00Z,binance_usdm:Perp:ETHUSDT,-") != std::string::npos);
  CHECK(result.positions.find("2024-06-01T00:00:00Z,wallet:BaseToken:ETH,") != std::string::npos);
  CHECK(result.summary.difference.is_zero());
}
