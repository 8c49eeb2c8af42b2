#include "actors/complete_summary.hpp"

#include "core/history/dataset.hpp"
#include "core/results/assumptions.hpp"

namespace basis {

std::optional<std::string> history_remark(const History& history) {
  if (!history.dataset.starts_with(kSyntheticPrefix)) return std::nullopt;
  return "The data is synthetic (dataset " + history.dataset +
         "): the figures say nothing about what a strategy earns.";
}

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
  if (const auto remark = history_remark(history)) summary.remarks.push_back(*remark);
}

}  // namespace basis
