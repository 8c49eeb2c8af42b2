#pragma once

#include <vector>

#include "core/results/run_record.hpp"

namespace basis {

/// Collects how near a run came to what markets and protocols can take.
class CapacityFigures {
 public:
  /// One use of a limit; `use.count` is not read.
  void note(const CapacityRecord& use);
  /// The worst of each kind that was noted, by kind.
  [[nodiscard]] const std::vector<CapacityRecord>& worst() const { return worst_; }
  /// One remark for every kind of which a limit was passed.
  [[nodiscard]] std::vector<std::string> remarks() const;

 private:
  std::vector<CapacityRecord> worst_;
};

}  // namespace basis
