#include "tools/basis/exit_code.hpp"

#include <fmt/format.h>

#include "tools/basis/interrupts.hpp"

namespace basis {

int report_interrupted() {
  fmt::print(stderr, "basis: interrupted; nothing was written\n");
  return kExitInterrupted;
}

int report_error(const Error& error) {
  // The error is that of a call which the signal ended.
  if (interrupted()) return report_interrupted();
  for (const std::string& line : error.lines) fmt::print(stderr, "basis: {}\n", line);
  switch (error.kind) {
    case ErrorKind::data: return kExitData;
    case ErrorKind::gate: return kExitGate;
    case ErrorKind::usage:
    case ErrorKind::arithmetic: return kExitUsage;
  }
  return kExitInternal;
}

int report_outcome(const Result<bool>& done) {
  if (!done) return report_error(done.error());
  return done.value() ? kExitDone : report_interrupted();
}

}  // namespace basis
