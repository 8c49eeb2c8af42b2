#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/config/load_config.hpp"
#include "core/history/history.hpp"
#include "core/portfolio/capital_flow.hpp"

namespace basis {

/// One run of a sweep: its inputs, and its key in the journal. All inputs are shared between
/// threads and never changed.
struct SweepJob {
  LoadedConfig config;
  std::shared_ptr<const History> history;
  std::shared_ptr<const CapitalFlows> flows;
  Amount capital;
  std::string key;
};

/// Inputs that all runs of a sweep have in common.
struct SweepSource {
  SeriesSource* series = nullptr;  ///< must live until the jobs are made; not needed for their runs
  UtcTime from;
  UtcTime to;
  std::string program;  ///< identity of the program that makes the results
  std::shared_ptr<const CapitalFlows> flows = std::make_shared<const CapitalFlows>();  ///< for every run
};

/// Makes the jobs of a plan, one for each configuration, with its capital. A history is read once
/// for each distinct set of needed series. Errors: a mode without a strategy or instruments that do
/// not fit (usage); every fault of the data gate (data).
Result<std::vector<SweepJob>> make_sweep_jobs(std::vector<LoadedConfig> plan, const std::vector<Amount>& capitals,
                                              const SweepSource& source);

}  // namespace basis
