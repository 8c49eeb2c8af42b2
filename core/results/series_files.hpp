#pragma once

#include <filesystem>

#include "core/results/buffered_file.hpp"
#include "core/results/run_record.hpp"

namespace basis {

/// Writes `equity.csv` (`timestamp,equity` and one cumulative column per attribution
/// name; one row per step) and `positions.csv` (`timestamp,instrument,amount,value`; one
/// row per holding and step). In a run with capital flows the last column of
/// `equity.csv` is the time-weighted index. Amounts are exact decimal text, times are
/// ISO 8601.
class SeriesFiles {
 public:
  /// Creates both files in `folder` and writes their headers.
  static Result<SeriesFiles> create(const std::filesystem::path& folder, bool with_index = false);
  /// Goes on with both files (see `BufferedFile::go_on`): every step is appended again, from the first on.
  static Result<SeriesFiles> go_on(const std::filesystem::path& folder, bool with_index = false);

  /// Appends the rows of a step. Errors (usage): a file cannot be written.
  Result<void> append(const StepRecord& step);
  /// Writes the rows so far. Errors as for `append`.
  Result<void> flush();
  /// The same; rows that the files held beyond are cut off.
  Result<void> settle();
  /// Writes the remaining rows and closes both files; the files are complete only after that.
  Result<void> close();

 private:
  SeriesFiles(BufferedFile equity, BufferedFile positions, bool with_index)
      : equity_(std::move(equity)), positions_(std::move(positions)), with_index_(with_index) {}
  void append_headers();
  void append_equity(std::string_view time, const StepRecord& step);
  void append_positions(std::string_view time, const StepRecord& step);

  BufferedFile equity_;
  BufferedFile positions_;
  bool with_index_;
};

/// The column of `equity.csv` that holds the time-weighted index.
inline constexpr std::string_view kIndexColumn = "time_weighted_index";

/// Appends a CSV field (RFC 4180), in quotes when it contains a comma, a quote or a line end.
void append_csv_field(std::string& out, std::string_view field);

}  // namespace basis
