#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/config/load_config.hpp"
#include "core/data/history.hpp"
#include "core/flows/capital_flow.hpp"

namespace basis {

/// One run of a sweep: what it reads, and its key in the journal. Everything it
/// reads is shared between threads and written by none.
struct SweepJob {
  LoadedConfig config;
  std::shared_ptr<const History> history;
  std::shared_ptr<const CapitalFlows> flows;
  Amount capital;
  std::string key;
};

/// What the runs of a sweep read.
struct SweepSource {
  SeriesSource* series = nullptr;  ///< must outlive the making of the jobs, not their runs
  UtcTime from;
  UtcTime to;
  std::string program;  ///< what tells this program's figures from another's
  std::shared_ptr<const CapitalFlows> flows = std::make_shared<const CapitalFlows>();  ///< of every run
};

/// Makes the jobs of a plan, one a configuration, with its capital. A history is
/// read once for each distinct set of needed series. Errors: a mode without a
/// strategy or instruments that do not fit (usage); every fault of the data gate (data).
Result<std::vector<SweepJob>> make_sweep_jobs(std::vector<LoadedConfig> plan, const std::vector<Amount>& capitals,
                                              const SweepSource& source);

}  // namespace basis
