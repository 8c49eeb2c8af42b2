#pragma once

#include <string>

#include "core/results/run_record.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/temporary_folder.hpp"

namespace basis::test {

/// A finished run with a value in every field.
inline RunSummary sample_summary() {
  RunSummary summary;
  summary.mode = "btc_basis";
  summary.share_class = "USDT";
  summary.capital = amount("100000");
  summary.from = utc("2024-05-12");
  summary.to = utc("2024-05-13T01:00:00Z");
  summary.steps = 26;
  summary.final_equity = amount("100521.327052000000000001");
  summary.at_market = {amount("100410.5"), 0.004105, 4.25, 0.0225, 1.25, 0.3125};
  summary.exit_value = amount("100300.000000000000000003");
  summary.deposits = amount("250.5");
  summary.withdrawals = amount("0.000000000000000002");
  summary.total_return = 0.0052132705;
  summary.money_weighted_return = 0.0625;
  summary.apy = 5.25;
  summary.max_drawdown = 0.015;
  summary.sharpe = 1.5;
  summary.volatility = 0.25;
  summary.trades = 4;
  summary.liquidations = 1;
  summary.margin_breaches = 3;
  summary.health_breaches = 2;
  summary.fees = amount("70.5");
  summary.gas = amount("0.000000000000000001");
  summary.funding = amount("-12.25");
  summary.elapsed_seconds = 0.125;
  summary.data_fingerprint = "d1";
  summary.config_fingerprint = "c2";
  summary.flows_fingerprint = "f3";
  summary.code_version = "0.1.0";
  summary.pnl[static_cast<std::size_t>(Attribution::funding_pnl)] = amount("-12.25");
  summary.pnl[static_cast<std::size_t>(Attribution::basis_pnl)] = amount("604.077052000000000002");
  summary.pnl[static_cast<std::size_t>(Attribution::transaction_costs)] = amount("-70.500000000000000001");
  summary.costs = {amount("-60"), amount("-0.000000000000000001"), amount("-10.5"), amount("-3")};
  summary.balance_pnl = amount("521.327052000000000001");
  summary.attribution_sum = amount("521.327052000000000001");
  summary.max_ltv = 0.5;
  summary.min_margin_ratio = {{"binance", 0.375}, {"okx", std::nullopt}};
  summary.max_abs_delta_fraction = 0.0025;
  summary.rebalances = 2;
  summary.fills_from = {{"btc_spot from mean(bybit, okx)", 26}};
  summary.assumptions = {"everything is filled"};
  summary.remarks = {"okx fell under its \"critical\" margin ratio"};
  return summary;
}

/// A step `hour` hours into 2024-05-12 with the given equity and nothing else.
inline StepRecord step_at(int hour, std::string_view equity) {
  StepRecord step;
  step.time = utc("2024-05-12") + kHour * hour;
  step.equity = amount(equity);
  step.equity_at_market = step.equity;
  return step;
}

}  // namespace basis::test
