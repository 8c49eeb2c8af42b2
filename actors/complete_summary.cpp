#include "actors/complete_summary.hpp"

#include <fmt/format.h>

#include "core/history/dataset.hpp"
#include "core/results/assumptions.hpp"

namespace basis {

std::optional<std::string> history_remark(const History& history) {
  if (!history.dataset.starts_with(kSyntheticPrefix)) return std::nullopt;
  return "The data is synthetic (dataset " + history.dataset +
         "): the figures say nothing about what a strategy earns.";
}

namespace {

/// Remarks on perps whose bars cannot show what happened inside an hour.
void add_bar_remarks(RunSummary& summary, const Settings& settings, const History& history) {
  if (settings.mode.execution.liquidation == LiquidationModel::open) return;
  for (const auto& [series, bars] : history.bars)
    if (series.starts_with("perp/") && bars.without_extremes > 0)
      summary.remarks.push_back(fmt::format("{}: {} bars have no high or no low; liquidation sees only their open.",
                                            series, bars.without_extremes));
}

}  // namespace

void complete_summary(RunSummary& summary, const LoadedConfig& config, const History& history,
                      const CapitalFlows& flows, const std::string& code_version) {
  summary.mode = config.settings.mode.mode;
  summary.share_class = config.settings.mode.share_class;
  summary.from = history.from;
  summary.to = history.to;
  summary.data_fingerprint = history.fingerprint;
  summary.config_fingerprint = config.fingerprint;
  summary.flows_fingerprint = flows.fingerprint;
  summary.code_version = code_version;
  summary.fills_from = history.fills_from;
  summary.assumptions = run_assumptions(config.settings, history.fills_from);
  for (const std::string& warning : config.warnings) summary.remarks.push_back(warning);
  summary.remarks.insert(summary.remarks.end(), history.remarks.begin(), history.remarks.end());
  add_bar_remarks(summary, config.settings, history);
  if (const auto remark = history_remark(history)) summary.remarks.push_back(*remark);
}

}  // namespace basis
