#pragma once

#include <optional>
#include <string>

#include "core/config/load_config.hpp"
#include "core/history/history.hpp"
#include "core/portfolio/capital_flow.hpp"
#include "core/results/run_record.hpp"

namespace basis {

/// A remark that applies to every figure made from this history (synthetic data); absent for other
/// data.
std::optional<std::string> history_remark(const History& history);

/// Adds the origin of a run to its figures: mode, range, fingerprints, the rows that fill rules
/// supplied, and a remark for each warning, for rows of the history that were left out, for bars without high or low,
/// and for synthetic data.
void complete_summary(RunSummary& summary, const LoadedConfig& config, const History& history,
                      const CapitalFlows& flows, const std::string& code_version);

}  // namespace basis
