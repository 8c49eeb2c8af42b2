#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <string>
#include <vector>

#include "bench/readings.hpp"
#include "core/base/histogram.hpp"

namespace basis::bench {

/// One figure of a benchmark, in the common form of all benchmarks.
struct ResultRow {
  struct Bucket {
    double lower = 0, upper = 0;
    std::uint64_t count = 0;
  };

  std::string bench;  ///< the program, without "bench_"
  std::string name;   ///< unique within the program
  std::string unit;   ///< "ns", "ms", "MB", "1/s"
  double p50 = 0, p90 = 0, p99 = 0, p999 = 0, max = 0;
  std::uint64_t count = 0;  ///< number of readings
  std::string baseline;     ///< name of the row it is compared with; empty for none
  double ratio = 0;         ///< p50 / p50 of the baseline; zero without one
  std::vector<Bucket> buckets;
};

/// The rows of one program, and the output file of `--json`.
class ResultRows {
 public:
  explicit ResultRows(std::string bench) : bench_(std::move(bench)) {}

  /// The baseline must have been added before. An unknown baseline or a duplicate name is a broken
  /// invariant.
  const ResultRow& add(const std::string& name, const LatencyHistogram& nanos, const std::string& baseline = {});
  const ResultRow& add(const std::string& name, const std::string& unit, std::vector<double> readings,
                       const std::string& baseline = {});
  [[nodiscard]] const ResultRow& find(const std::string& name) const;

  /// Writes `{"version": 1, "rows": [...]}`; does nothing for an empty path. Throws when it cannot
  /// be written.
  void write(const std::filesystem::path& file) const;

 private:
  const ResultRow& put(ResultRow row, const std::string& baseline);

  std::string bench_;
  std::deque<ResultRow> rows_;  ///< a deque, because `add` returns references to rows
};

}  // namespace basis::bench
