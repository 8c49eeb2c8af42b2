#pragma once

#include "core/base/result.hpp"

namespace basis {

/// Exit codes of the program.
enum ExitCode : int {
  kExitDone = 0,
  kExitInternal = 1,  ///< a broken invariant: our fault
  kExitUsage = 2,     ///< command line, environment or configuration
  kExitData = 3,
  kExitGate = 4,
  kExitInterrupted = 130,
};

/// Prints every line of an error to stderr and returns its exit code.
int report_error(const Error& error);

/// How a command ends that writes all or nothing: with its error, done, or (false) interrupted, which is said.
int report_outcome(const Result<bool>& done);

}  // namespace basis
