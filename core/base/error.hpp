#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace basis {

/// Which road out of the program an expected error takes; the command line
/// turns it into its exit code.
enum class ErrorKind {
  usage,       ///< command line, environment or configuration: exit code 2
  data,        ///< a history file or a recording: exit code 3
  gate,        ///< a quality gate refused: exit code 4
  arithmetic,  ///< a number out of range or malformed; the caller gives it a place
};

/// An expected error: one clear line for a person, and what kind it is.
/// `lines` holds one entry a fault where a check reports all faults at once.
struct Error {
  ErrorKind kind = ErrorKind::usage;
  std::vector<std::string> lines;

  Error(ErrorKind error_kind, std::string line) : kind(error_kind), lines{std::move(line)} {}
  Error(ErrorKind error_kind, std::vector<std::string> all) : kind(error_kind), lines(std::move(all)) {}

  /// The first line, which is the whole message unless several faults were found.
  [[nodiscard]] const std::string& text() const { return lines.front(); }
};

/// A broken invariant: the program's own fault, never a user's. It is thrown,
/// not returned, and nothing but the outermost frame catches it.
class InvariantError : public std::logic_error {
 public:
  using std::logic_error::logic_error;
};

/// Stops loudly: throws `InvariantError` with the given text.
[[noreturn]] void broken_invariant(const std::string& what);

/// Throws `InvariantError` unless `holds`.
inline void require(bool holds, const char* what) {
  if (!holds) broken_invariant(what);
}

}  // namespace basis
