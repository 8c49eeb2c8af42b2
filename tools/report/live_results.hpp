#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "actors/drivers/trading_figures.hpp"
#include "actors/journal/journal.hpp"
#include "actors/result_input.hpp"
#include "core/results/buffered_file.hpp"
#include "core/results/summary.hpp"
#include "tools/report/account_rows.hpp"
#include "tools/report/live_folder.hpp"
#include "tools/report/run_recorder.hpp"

namespace basis {

/// The results of a live run, in a folder that stays over its boots.
///
/// Everything that they are made of is in the journal: its entries, and between them what else was told here. It is
/// committed with the step that it belongs to. A row is written to its file only when it has been committed. A later
/// boot tells all of it again to new figures, and cuts the files to the rows that follow from it, or completes them. So
/// the files of a run are the same however often it was stopped, and where.
class LiveResults final : public RunObserver, public TradingObserver {
 public:
  /// What is pointed to outlives the results.
  struct Parts {
    const RunContext* context = nullptr;
    ReportAssets assets;
    Journal* journal = nullptr;
    /// Adds what the figures do not know to a summary: mode, fingerprints, assumptions, remarks.
    std::function<void(RunSummary&)> complete;
  };
  /// Summary and page are written anew at most so often while the run goes on.
  static constexpr Nanos kRewritten = kSecond * 60;

  /// Takes up what the journal holds of the results; nothing in that of a first boot. Data error: the journal cannot be
  /// read, or has a run without results. Usage errors: a file cannot be written.
  static Result<std::unique_ptr<LiveResults>> open(LiveFolder folder, Parts parts);

  /// Whether the capital is known: from `begin`, or from an earlier boot.
  [[nodiscard]] bool begun() const { return recorder_ != nullptr; }
  /// The accounts have been read: comes once in a run, before its first step. Usage error: a file cannot be written.
  Result<void> begin(Amount capital, UtcTime now);

  void record(const JournalEntry& entry) override;
  void close_step(const PnlView& refreshed, const PnlView& closed) override;
  void outcome(const HotOutcome& outcome) override;

  /// Writes the rows of everything up to here, unless the journal still has something to commit; then summary and page,
  /// when they are due. Usage error: a file cannot be written.
  Result<void> commit(UtcTime now);
  /// Writes the rest, and the last summary. `more`: further members of it. A run without a step leaves no summary.
  Result<void> finish(UtcTime now, const std::vector<AccountRow>& accounts, const SummaryExtra& more = {});

  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
  /// The figures so far, completed; once a step was made.
  [[nodiscard]] RunSummary summary(UtcTime now) const;
  [[nodiscard]] ReportLimits limits() const { return recorder_->limits(); }

 private:
  LiveResults(LiveFolder folder, Parts parts);
  Result<void> read_journal();
  struct Again;
  Result<void> start(const ResultsBegan& began);
  void take_step(const PnlView& refreshed, const PnlView& closed);
  void take_outcome(const HotOutcome& outcome);
  void pass_trading_rows();
  Result<void> write_rows();
  Result<void> write_summary(UtcTime now, const SummaryExtra& extra);

  LiveFolder folder_;
  Parts parts_;
  std::unique_ptr<RunRecorder> recorder_;  ///< null before the run has begun
  TradingFigures trading_;
  std::optional<BufferedFile> orders_;  ///< with `recorder_`
  std::optional<BufferedFile> fills_;
  std::optional<Error> failure_;
  ResultsBegan began_;
  std::optional<UtcTime> first_step_;
  UtcTime last_step_;
  bool stepped_ = false;               ///< since the last summary
  std::optional<UtcTime> summarised_;  ///< when the last summary of this boot was written
};

}  // namespace basis
