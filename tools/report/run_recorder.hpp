#pragma once

#include <filesystem>
#include <optional>

#include "actors/run_figures.hpp"
#include "core/results/buffered_file.hpp"
#include "core/results/event_line.hpp"
#include "core/results/series_files.hpp"
#include "tools/report/report.hpp"

namespace basis {

/// Records a run while it proceeds: `events.jsonl`, `equity.csv`, `positions.csv`, the report's
/// series, and the figures of the summary. It does not read the clock.
class RunRecorder final : public RunObserver {
 public:
  /// Creates the files in `folder`. `context` outlives the recorder.
  static Result<std::unique_ptr<RunRecorder>> create(const std::filesystem::path& folder, const RunContext& context,
                                                     const ReportAssets& assets, Amount capital);
  /// Goes on with the files in `folder` (see `BufferedFile::go_on`): it is told the run again, from its beginning on.
  static Result<std::unique_ptr<RunRecorder>> go_on(const std::filesystem::path& folder, const RunContext& context,
                                                    const ReportAssets& assets, Amount capital);

  /// Writes the line of an entry that is shown.
  void record(const JournalEntry& entry) override;
  /// Writes the rows of a step.
  void close_step(const PnlView& refreshed, const PnlView& closed) override;

  /// The first write error; after it nothing more is written.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  /// Writes the rows so far.
  Result<void> flush();
  /// The same; what files that are gone on with hold beyond is cut off.
  Result<void> settle();
  /// Closes the files.
  Result<void> finish();
  /// The figures of the run. Mode, range, fingerprints and time are added by the caller.
  [[nodiscard]] RunSummary summary() const { return figures_.summary(); }
  /// The report page, from the summary that the caller has completed.
  [[nodiscard]] std::string report(const RunSummary& summary) const;
  [[nodiscard]] ReportLimits limits() const { return figures_.limits(); }

 private:
  RunRecorder(const RunContext& context, BufferedFile events, SeriesFiles series, const ReportAssets& assets,
              Amount capital);
  void check(Result<void> written);
  [[nodiscard]] StepRecord step_record(const PnlView& view) const;

  const RunContext& context_;
  EventLines lines_;
  BufferedFile events_;
  SeriesFiles series_;
  ReportBuilder report_;
  RunFigures figures_;
  std::vector<std::string> in_transit_;  ///< by instrument: the name of what is on its way to it
  std::optional<Error> failure_;
};

}  // namespace basis
