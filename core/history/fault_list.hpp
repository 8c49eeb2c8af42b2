#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace basis {

/// Collects faults of data files, so that all can be reported at once. For each file
/// the first `kShownPerFile` by line are kept and the others are only counted, so that
/// a file with a fault in every row does not hide the faults of other files.
class FaultList {
 public:
  static constexpr std::size_t kShownPerFile = 20;

  /// A fault at `line` (from 1) of `file`; line 0 means the file as a whole.
  void add(const std::string& file, std::size_t line, std::string what);
  [[nodiscard]] bool empty() const { return files_.empty(); }
  /// `file:line: what`, ordered by file and line.
  [[nodiscard]] std::vector<std::string> lines() const;
  /// All faults as one error of kind `data`; there must be at least one.
  [[nodiscard]] Error error() const { return Error(ErrorKind::data, lines()); }

 private:
  struct OfFile {
    std::multimap<std::size_t, std::string> shown;
    std::size_t total = 0;
  };
  std::map<std::string, OfFile> files_;
};

}  // namespace basis
