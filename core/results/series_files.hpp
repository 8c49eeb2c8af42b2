#pragma once

#include <filesystem>

#include "core/results/buffered_file.hpp"
#include "core/results/run_record.hpp"

namespace basis {

/// Writes `equity.csv` (`timestamp,equity` and one column per attribution name,
/// cumulative, a row per step) and `positions.csv` (`timestamp,instrument,amount,value`,
/// a row per holding and step). A run with capital flows has a last column more in
/// `equity.csv`, the time-weighted index. Amounts are exact decimal text, times ISO.
class SeriesFiles {
 public:
  /// Creates both files in `folder` and writes their headings.
  static Result<SeriesFiles> create(const std::filesystem::path& folder, bool with_index = false);

  /// Adds the rows of a step; an error when the files cannot take them.
  Result<void> append(const StepRecord& step);
  /// Writes what is left; only then are the files whole.
  Result<void> close();

 private:
  SeriesFiles(BufferedFile equity, BufferedFile positions, bool with_index)
      : equity_(std::move(equity)), positions_(std::move(positions)), with_index_(with_index) {}
  void append_equity(std::string_view time, const StepRecord& step);
  void append_positions(std::string_view time, const StepRecord& step);

  BufferedFile equity_;
  BufferedFile positions_;
  bool with_index_;
};

/// The column of `equity.csv` that holds the time-weighted index.
inline constexpr std::string_view kIndexColumn = "time_weighted_index";

/// A CSV field (RFC 4180): in quotes where it holds a comma, a quote or a line end.
void append_csv_field(std::string& out, std::string_view field);

}  // namespace basis
