#pragma once

#include <optional>
#include <string>

#include "core/config/load_config.hpp"
#include "core/data/history.hpp"
#include "core/flows/capital_flow.hpp"
#include "core/results/run_record.hpp"

namespace basis {

/// What a reader of any figure from this history must know first, where there is such a thing.
std::optional<std::string> history_remark(const History& history);

/// Adds to the figures of a run what it was made from: mode, range, fingerprints,
/// the rows that fill rules supplied, and a remark for each warning and for synthetic data.
void complete_summary(RunSummary& summary, const LoadedConfig& config, const History& history,
                      const CapitalFlows& flows, const std::string& code_version);

}  // namespace basis
