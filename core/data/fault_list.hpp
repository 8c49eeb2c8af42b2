#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "core/base/result.hpp"

namespace basis {

/// Faults of data files, gathered so that all can be told at once. A file that
/// is wrong in every row would drown the rest, so of each file only the first
/// `kShownPerFile` are kept, and the others counted.
class FaultList {
 public:
  static constexpr std::size_t kShownPerFile = 20;

  /// A fault at `line` (from 1) of `file`; line 0 means the file as a whole.
  void add(const std::string& file, std::size_t line, std::string what);
  [[nodiscard]] bool empty() const { return files_.empty(); }
  /// `file:line: what`, ordered by file and line.
  [[nodiscard]] std::vector<std::string> lines() const;
  /// All of it as one error of kind `data`; there must be a fault.
  [[nodiscard]] Error error() const { return Error(ErrorKind::data, lines()); }

 private:
  struct OfFile {
    std::multimap<std::size_t, std::string> shown;
    std::size_t total = 0;
  };
  std::map<std::string, OfFile> files_;
};

}  // namespace basis
