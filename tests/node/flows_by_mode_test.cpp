#include "tests/node/sample_runs.hpp"

using namespace basis;
using namespace basis::test;

namespace {

constexpr std::array kModes = {"pure_lending",       "btc_basis",     "eth_basis",
                               "eth_staking_only",   "eth_leveraged", "usdt_market_neutral_no_leverage",
                               "usdt_market_neutral"};

CapitalFlow flow(const char* time, bool deposit, std::optional<Amount> amount, ExitSpeed speed) {
  return {utc(time), deposit, amount, speed, 2};
}

/// The rows of positions.csv at one instant.
std::string rows_at(const RunResult& result, const std::string& time) {
  std::string rows;
  std::size_t from = 0;
  while (from < result.positions.size()) {
    const std::size_t end = result.positions.find('\n', from);
    const std::string row = result.positions.substr(from, end - from);
    if (row.starts_with(time)) rows += row + "\n";
    if (end == std::string::npos) break;
    from = end + 1;
  }
  return rows;
}

}  // namespace

TEST_CASE("capital: a deposit, then everything back, leaves nothing behind in any mode, fast or slow") {
  for (const char* mode : kModes)
    for (const ExitSpeed speed : {ExitSpeed::fast, ExitSpeed::slow}) {
      INFO(std::string(mode), " ", std::string(exit_speed_name(speed)));
      const Settings settings = settings_of(mode, {});
      const History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-07-20"));
      const Amount half = mul(settings.default_capital, from_text<Ratio>("0.5"), Rounding::floor);
      const CapitalFlows flows{"flows.csv",
                               "",
                               {flow("2024-06-10T05:00:00Z", true, half, ExitSpeed::fast),
                                flow("2024-06-20T07:00:00Z", false, std::nullopt, speed)}};
      const auto result = run_with_flows(settings, history, settings.default_capital, flows);
      REQUIRE(result);
      CHECK(result.value().summary.difference.is_zero());
      CHECK(result.value().summary.final_equity.is_zero());
      INFO(rows_at(result.value(), "2024-07-20T00:00:00Z"));
      CHECK(rows_at(result.value(), "2024-07-20T00:00:00Z").empty());
      CHECK(result.value().summary.deposits == half);
      // A fast exit of the levered mode sells ten times its equity, 5 m dollars, in one swap.
      CHECK(ratio(result.value().summary.withdrawals, settings.default_capital) > 1.38);
      CHECK(result.value().count(R"("decision":"exit_full")") >= 1);
    }
}

TEST_CASE("capital: a part is paid once and in full, and the legs follow in proportion") {
  for (const char* mode : kModes)
    for (const ExitSpeed speed : {ExitSpeed::fast, ExitSpeed::slow})
      for (const char* part : {"0.05", "0.4"}) {
        INFO(std::string(mode), " ", std::string(exit_speed_name(speed)), " ", std::string(part));
        const Settings settings = settings_of(mode, {});
        const History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-07-01"));
        const Amount asked = mul(settings.default_capital, from_text<Ratio>(part), Rounding::floor);
        const CapitalFlows flows{"flows.csv", "", {flow("2024-06-10T05:00:00Z", false, asked, speed)}};
        const auto result = run_with_flows(settings, history, settings.default_capital, flows);
        REQUIRE(result);
        const RunSummary& summary = result.value().summary;
        CHECK(summary.difference.is_zero());
        CHECK(summary.withdrawals == asked);
        CHECK(result.value().count(R"("decision":"pay_out")") == 1);
        CHECK(ratio(summary.final_equity + asked, settings.default_capital) > 0.97);
        CHECK(summary.max_abs_delta_fraction < 0.05);
      }
}

TEST_CASE("capital: a large deposit is a full entry, a small one a partial one") {
  for (const auto& [amount, kind] : {std::pair{"30000", "entry_full"}, std::pair{"3000", "entry_partial"}}) {
    const Settings settings = settings_of("btc_basis", {});
    const History history = history_for(sample_folder(), settings, utc("2024-06-01"), utc("2024-06-20"));
    const CapitalFlows flows{
        "flows.csv", "", {flow("2024-06-10T05:00:00Z", true, from_text<Amount>(amount), ExitSpeed::fast)}};
    const auto result = run_with_flows(settings, history, settings.default_capital, flows);
    REQUIRE(result);
    CHECK(result.value().count(std::string(R"("decision":")") + kind + R"(","reason":"deposit of )" + amount) == 1);
  }
}

TEST_CASE("capital: the exit value is what a withdrawal of everything then brings, less the gas of the payment") {
  for (const char* mode : kModes) {
    INFO(std::string(mode));
    const Settings settings = settings_of(mode, {"execution.delays=none"});
    const UtcTime left = utc("2024-06-20T07:00:00Z");
    const RunResult held =
        run(settings, history_for(sample_folder(), settings, utc("2024-06-01"), left), settings.default_capital);
    const CapitalFlows flows{"flows.csv", "", {flow("2024-06-20T07:00:00Z", false, std::nullopt, ExitSpeed::fast)}};
    const auto taken =
        run_with_flows(settings, history_for(sample_folder(), settings, utc("2024-06-01"), left + kHour * 12),
                       settings.default_capital, flows);
    REQUIRE(taken);
    const double paid = taken.value().summary.withdrawals.to_double();
    const double gas = settings.mode.share_class == "USDT" ? 20 : 0.01;
    CHECK(paid <= held.summary.exit_value.to_double() * 1.00001);
    CHECK(paid >= held.summary.exit_value.to_double() * 0.9999 - gas);
    CHECK(held.summary.exit_value <= held.summary.final_equity);
  }
}
