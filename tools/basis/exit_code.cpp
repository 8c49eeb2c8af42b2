#include "tools/basis/exit_code.hpp"

#include <fmt/format.h>

namespace basis {

int report_error(const Error& error) {
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
  if (done.value()) return kExitDone;
  fmt::print(stderr, "basis: interrupted; nothing was written\n");
  return kExitInterrupted;
}

}  // namespace basis
