#pragma once

#include <atomic>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "tools/sweep/sweep_jobs.hpp"
#include "tools/sweep/sweep_journal.hpp"

namespace basis {

struct SweepControl {
  std::size_t threads = 1;
  const std::atomic<bool>& stop;  ///< set by the caller; unfinished runs then end without a row
  /// Called with the number of finished rows, by one thread at a time.
  std::function<void(std::size_t done)> progress;
};

struct SweepOutcome {
  std::vector<SweepRow> rows;       ///< one per job, in their order; empty status for runs not done before `stop`
  std::size_t taken = 0;            ///< rows that came from the journal
  std::size_t made = 0;             ///< rows made by this call
  std::vector<std::string> broken;  ///< broken invariants: faults of the program, in the order of the jobs
};

/// Makes the row of every job, from the journal if it has one, else by running the job. Each run is
/// in one of `threads` threads with an actor system of its own. The rows do not depend on the
/// number of threads. A run that fails has its error in its row; an error of the journal ends the
/// sweep.
Result<SweepOutcome> run_sweep(std::span<const SweepJob> jobs, SweepJournal& journal, const SweepControl& control);

/// The number of processors this process may use, at least 1.
std::size_t processors();

}  // namespace basis
