#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "core/sweep/sweep_journal.hpp"
#include "tools/sweep/sweep_jobs.hpp"

namespace basis {

struct SweepControl {
  std::size_t threads = 1;
  const std::atomic<bool>& stop;  ///< set from outside; runs under way then end without a row
  /// Told how many of the runs have their row, from one thread at a time.
  std::function<void(std::size_t done)> progress;
};

struct SweepOutcome {
  std::vector<SweepRow> rows;       ///< one a job, in their order; empty status where `stop` came first
  std::size_t taken = 0;            ///< rows that stood in the journal
  std::size_t made = 0;             ///< rows of this call
  std::vector<std::string> broken;  ///< broken invariants: faults of the program, in the order of the jobs
};

/// Makes the row of every job, from the journal where it stands there, else by
/// running it, each run in one of `threads` threads with an actor system of its
/// own. The rows do not depend on the number of threads. A run that cannot be
/// made leaves its error in its row; an error of the journal ends the sweep.
Result<SweepOutcome> run_sweep(std::span<const SweepJob> jobs, SweepJournal& journal, const SweepControl& control);

/// The number of processors this process may use, at least 1.
std::size_t processors();

}  // namespace basis
