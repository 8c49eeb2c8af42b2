#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace basis {

/// The kind of an expected error. The command line turns it into an exit code.
enum class ErrorKind {
  usage,       ///< command line, environment or configuration: exit code 2
  data,        ///< a history file or a recording: exit code 3
  gate,        ///< a quality gate failed: exit code 4
  arithmetic,  ///< a number is out of range or malformed; the caller adds the place: exit code 2
};

/// An expected error: its kind and the message for the user. `lines` holds one
/// line per fault where a check reports all faults at once; it is never empty.
struct Error {
  ErrorKind kind = ErrorKind::usage;
  std::vector<std::string> lines;

  Error(ErrorKind error_kind, std::string line) : kind(error_kind), lines{std::move(line)} {}
  Error(ErrorKind error_kind, std::vector<std::string> all) : kind(error_kind), lines(std::move(all)) {}

  /// The first line. It is the whole message unless several faults were found.
  [[nodiscard]] const std::string& text() const { return lines.front(); }
};

/// A broken invariant: a defect of the program, never a mistake of the user. It
/// is thrown, not returned. Only outermost handlers catch it: `main`, an actor's
/// exception handler and the loop over the runs of a sweep.
class InvariantError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Throws `InvariantError` with the text "broken invariant: " and `what`.
[[noreturn]] void broken_invariant(const std::string& what);

/// Throws `InvariantError` unless `holds`.
inline void require(bool holds, const char* what) {
  if (!holds) broken_invariant(what);
}

}  // namespace basis
