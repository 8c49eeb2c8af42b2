#include "tools/sweep/sweep_row.hpp"

#include <fmt/format.h>

#include <cmath>

#include "core/base/fingerprint.hpp"

namespace basis {
namespace {

std::string text_of(double value) { return std::isfinite(value) ? fmt::format("{}", value) : std::string(); }
std::string text_of(std::optional<double> value) { return value ? text_of(*value) : std::string(); }
std::string text_of(Amount value) { return value.to_string(); }
std::string text_of(std::size_t value) { return std::to_string(value); }

}  // namespace

SweepRow sweep_row(const RunSummary& summary) {
  SweepRow row;
  const bool flows = has_flows(summary);
  row.status = kSweepDone;
  row.figures = {text_of(summary.final_equity),
                 text_of(summary.at_market.final_equity),
                 text_of(summary.exit_value),
                 flows ? text_of(summary.deposits) : std::string(),
                 flows ? text_of(summary.withdrawals) : std::string(),
                 text_of(summary.total_return),
                 text_of(summary.at_market.total_return),
                 flows ? text_of(summary.money_weighted_return) : std::string(),
                 text_of(summary.apy),
                 text_of(summary.max_drawdown),
                 text_of(summary.at_market.max_drawdown),
                 text_of(summary.volatility),
                 text_of(summary.at_market.volatility),
                 text_of(summary.sharpe),
                 text_of(summary.at_market.sharpe),
                 text_of(summary.fees),
                 text_of(summary.gas),
                 text_of(summary.funding),
                 text_of(summary.trades),
                 text_of(summary.rebalances),
                 text_of(summary.liquidations),
                 text_of(summary.margin_breaches),
                 text_of(summary.health_breaches),
                 text_of(summary.min_health_factor),
                 text_of(summary.max_ltv),
                 text_of(summary.max_abs_delta_fraction),
                 text_of(summary.remarks.size()),
                 summary.config_fingerprint};
  for (const auto& [venue, ratio] : summary.min_margin_ratio) row.min_margin.emplace(venue, text_of(ratio));
  return row;
}

SweepRow failed_sweep_row(const std::string& problem, const std::string& config_fingerprint) {
  SweepRow row;
  row.status = "error: " + problem;
  row.figures.back() = config_fingerprint;
  return row;
}

std::string sweep_key(const RunSummary& summary) {
  Fingerprint key;
  key.add(summary.config_fingerprint);
  key.add(summary.data_fingerprint);
  key.add(summary.code_version);
  key.add(summary.from.to_string());
  key.add(summary.to.to_string());
  key.add(summary.capital.to_string());
  key.add(summary.flows_fingerprint);
  return key.hex();
}

}  // namespace basis
