#pragma once

#include "core/base/result.hpp"

namespace basis {

/// Exit codes of the program.
enum ExitCode : int {
  kExitDone = 0,
  kExitInternal = 1,  ///< a broken invariant: a fault of the program
  kExitUsage = 2,     ///< command line, environment or configuration
  kExitData = 3,
  kExitGate = 4,
  kExitUnknown = 4,  ///< of a trade: what became of a command is not known
  kExitInterrupted = 130,
};

/// Prints that the command was interrupted and wrote nothing, and returns that exit code.
int report_interrupted();

/// Prints every line of an error to stderr and returns its exit code. After a signal the command counts as interrupted
/// instead.
int report_error(const Error& error);

/// Exit code of a command that writes all or nothing: the error's, done, or interrupted (false),
/// which is also printed.
int report_outcome(const Result<bool>& done);

}  // namespace basis
