#include "core/results/summary.hpp"

#include <limits>
#include <sstream>

#include <doctest/doctest.h>

#include "core/base/pretty_json.hpp"
#include "core/base/readable.hpp"
#include "tests/core/results/samples.hpp"

using namespace basis;
using namespace basis::test;

namespace {

constexpr std::string_view kGolden = R"json({
  "mode": "btc_basis",
  "share_class": "USDT",
  "capital": "100000",
  "from": "2024-05-12T00:00:00Z",
  "to": "2024-05-13T01:00:00Z",
  "steps": 26,
  "final_equity": "100521.327052000000000001",
  "final_equity_at_market": "100410.5",
  "exit_value": "100300.000000000000000003",
  "deposits": "250.5",
  "withdrawals": "0.000000000000000002",
  "total_return": 0.0052132705,
  "time_weighted_return": 0.0052132705,
  "money_weighted_return": 0.0625,
  "apy": 5.25,
  "max_drawdown": 0.015,
  "sharpe": 1.5,
  "volatility": 0.25,
  "total_return_at_market": 0.004105,
  "apy_at_market": 4.25,
  "max_drawdown_at_market": 0.0225,
  "sharpe_at_market": 1.25,
  "volatility_at_market": 0.3125,
  "liquidations": 1,
  "trades": 4,
  "fees": "70.5",
  "gas": "0.000000000000000001",
  "funding": "-12.25",
  "elapsed_seconds": 0.125,
  "data_fingerprint": "d1",
  "config_fingerprint": "c2",
  "flows_fingerprint": "f3",
  "code_version": "0.1.0",
  "pnl": {
    "supply_yield": "0",
    "borrow_costs": "0",
    "staking_yield_oracle": "0",
    "staking_yield_rewards": "0",
    "funding_pnl": "-12.25",
    "delta_pnl": "0",
    "basis_pnl": "604.077052000000000002",
    "dust_pnl": "0",
    "liquidation_pnl": "0",
    "transaction_costs": "-70.500000000000000001",
    "unexplained_pnl": "0"
  },
  "costs": {
    "trading": "-60",
    "gas": "-0.000000000000000001",
    "swap_discount": "-10.5",
    "liquidation": "-3"
  },
  "reconciliation": {
    "balance_pnl": "521.327052000000000001",
    "attribution_sum": "521.327052000000000001",
    "difference": "0"
  },
  "risk": {
    "min_health_factor": null,
    "max_ltv": 0.5,
    "min_margin_ratio": {
      "binance": 0.375,
      "okx": null
    },
    "max_abs_delta_fraction": 0.0025,
    "margin_breaches": 3,
    "health_breaches": 2
  },
  "rebalances": 2,
  "fills_from": {
    "btc_spot from mean(bybit, okx)": 26
  },
  "assumptions": [
    "everything is filled"
  ],
  "capacity": {},
  "remarks": [
    "okx fell under its \"critical\" margin ratio"
  ]
}
)json";

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

}  // namespace

TEST_CASE("summary.json is written to the letter") { CHECK(summary_json(sample_summary()) == kGolden); }

TEST_CASE("a ratio that is not finite is null and empty groups stay on their line") {
  RunSummary summary;
  summary.apy = std::numeric_limits<double>::infinity();
  const std::string text = summary_json(summary);
  CHECK(text.find("\"apy\": null,") != text.npos);
  CHECK(text.find("\"fills_from\": {},\n  \"assumptions\": [],\n  \"capacity\": {},\n  \"remarks\": []\n}") !=
        text.npos);
}

TEST_CASE("a run without flows has no fingerprint of any, and a missing rate is null") {
  const std::string text = summary_json(RunSummary{});
  CHECK(text.find("flows_fingerprint") == text.npos);
  CHECK(text.find("\"deposits\": \"0\",") != text.npos);
  CHECK(text.find("\"money_weighted_return\": null,") != text.npos);
}

TEST_CASE("the terminal table tells the flows where there are any") {
  const std::string with = summary_table(sample_summary());
  for (const std::string_view part : {"  deposits                                250.50  USDT\n",
                                      "  withdrawals                               0.00  USDT\n",
                                      "  time-weighted return                    0.52 %  at market 0.41 %\n",
                                      "  money-weighted return                   6.25 %  a year\n"})
    CHECK_MESSAGE(with.find(part) != with.npos, part, "\n", with);
  RunSummary none = sample_summary();
  none.flows_fingerprint.clear();
  none.deposits = none.withdrawals = Amount();
  const std::string without = summary_table(none);
  for (const std::string_view word : {"deposits", "withdrawals", "weighted"}) CHECK(without.find(word) == without.npos);
  RunSummary ruined = sample_summary();
  ruined.money_weighted_return.reset();
  CHECK(summary_table(ruined).find("  money-weighted return                     none  a year\n") != std::string::npos);
}

TEST_CASE("the wall time can be left out") {
  JsonWriter json;
  write_summary(json, sample_summary(), WallTime::left_out);
  CHECK(json.text().find("elapsed_seconds") == std::string::npos);
}

TEST_CASE("pretty JSON keeps strings as they are") {
  CHECK(pretty_json(R"({"a{,":"}\\\":[","b":[1,[],{}]})") ==
        "{\n  \"a{,\": \"}\\\\\\\":[\",\n  \"b\": [\n    1,\n    [],\n    {}\n  ]\n}\n");
}

TEST_CASE("figures are readable") {
  CHECK(readable_amount(amount("1234567.895"), 2) == "1,234,567.90");
  CHECK(readable_amount(amount("-1234.5"), 2) == "-1,234.50");
  CHECK(readable_amount(amount("-0.001"), 2) == "0.00");
  CHECK(readable_amount(amount("999"), 0) == "999");
  CHECK(readable_percent(-0.0152) == "-1.52 %");
  CHECK(readable_number(std::numeric_limits<double>::quiet_NaN(), 2) == "n/a");
  CHECK(readable_count(9217) == "9,217");
}

TEST_CASE("the terminal table tells the run, its limits and remarks within 80 columns") {
  RunSummary summary = sample_summary();
  summary.min_margin_ratio.emplace("an_account_with_a_long_name", 0.25);
  summary.remarks.push_back(std::string(200, 'x') +
                            " and a remark that is far longer than any terminal line is wide, so it wraps");
  const ReportLimits limits{0.20, 0.12, std::nullopt, std::nullopt, 0.005};
  const std::string table = summary_table(summary, limits);
  for (const std::string& line : lines_of(table)) CHECK_MESSAGE(line.size() <= 80, line);
  for (const std::string_view part :
       {"  final equity                        100,521.33  USDT\n",
        "  APY                                   525.00 %  at market 425.00 %\n",
        "  swap discount                           -10.50  USDT\n",
        "  funding received                        -12.25  USDT\n",
        "  min margin ratio binance                 0.375  warning 0.20, critical 0.12\n",
        "  min margin ratio okx                 none held  warning 0.20, critical 0.12\n",
        "  min margin ratio an_account_with_a_long_name               0.250\n"
        "                              warning 0.20, critical 0.12\n",
        "  max net delta / equity                  0.25 %  tolerance 0.50 %\n", "agrees to the last unit\n",
        "btc_spot from mean(bybit, okx): 26\n", "critical\" margin ratio\n"})
    CHECK_MESSAGE(table.find(part) != table.npos, part, "\n", table);
}

TEST_CASE("the terminal table says when the attribution does not add up") {
  RunSummary summary = sample_summary();
  summary.difference = amount("0.000000000000000001");
  CHECK(summary_table(summary).find("differs by 0.000000000000000001") != std::string::npos);
}
