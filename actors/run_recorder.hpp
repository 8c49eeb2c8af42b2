#pragma once

#include <filesystem>
#include <optional>

#include "actors/messages.hpp"
#include "actors/run_context.hpp"
#include "core/results/buffered_file.hpp"
#include "core/results/report.hpp"
#include "core/results/series_files.hpp"
#include "core/results/statistics.hpp"

namespace basis {

/// Gathers a run as it goes: `events.jsonl`, `equity.csv`, `positions.csv`, the
/// report's series, and the figures of the summary. It knows no clock.
class RunRecorder {
 public:
  /// Creates the files in `folder`. `context` outlives the recorder.
  static Result<std::unique_ptr<RunRecorder>> create(const std::filesystem::path& folder, const RunContext& context,
                                                     const ReportAssets& assets, Amount capital);

  /// Writes one event and gives it its sequence number.
  void record(const LogEvent& event);
  /// Writes the rows of a step.
  void close_step(const PnlView& refreshed, const PnlView& closed);

  /// The first error of writing, after which nothing more is written.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  /// Closes the files.
  Result<void> finish();
  /// The figures the run left; mode, range, fingerprints and time are the caller's.
  [[nodiscard]] RunSummary summary() const;
  /// The page, from the summary as the caller completed it.
  [[nodiscard]] std::string report(const RunSummary& summary) const;
  [[nodiscard]] ReportLimits limits() const;

 private:
  RunRecorder(const RunContext& context, BufferedFile events, SeriesFiles series, const ReportAssets& assets,
              Amount capital);
  void check(Result<void> written);
  void note_margins(const RiskReport& risk, UtcTime now);
  [[nodiscard]] StepRecord step_record(const PnlView& view) const;

  const RunContext& context_;
  BufferedFile events_;
  SeriesFiles series_;
  ReportBuilder report_;
  EquityStatisticsBuilder statistics_;
  std::optional<Error> failure_;
  std::uint64_t sequence_ = 0;
  std::vector<std::vector<std::uint64_t>> sequence_of_;  ///< by source and number
  RunSummary summary_;
  PnlTotals totals_;
  Amount first_capital_;
  std::size_t steps_closed_ = 0;
  std::size_t critical_steps_ = 0;
  UtcTime first_critical_;
};

}  // namespace basis
