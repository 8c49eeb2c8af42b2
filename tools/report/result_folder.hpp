#pragma once

#include <array>
#include <filesystem>
#include <string_view>

#include "tools/report/locked_folder.hpp"

namespace basis {

/// The files of a result. `summary.json` is the last: when it exists, the result is complete.
inline constexpr std::array<std::string_view, 7> kResultFiles = {
    "equity.csv", "positions.csv", "events.jsonl", "orders.csv", "fills.csv", "report.html", "summary.json"};

/// Whether a file begins as `summary_json` writes it, so that another program's file of that name
/// is not replaced.
bool is_our_summary(const std::filesystem::path& path);

/// The output folder of a run. It is written completely or not at all.
///
/// Files are written in `partial()` and moved into place by `commit()`. The old `summary.json` is
/// removed first and the new one is moved last. So a process that is killed at any time leaves
/// either the earlier result unchanged or no `summary.json`. Destruction without `commit()`
/// restores the folder as it was found. A lock, released when the process ends, keeps a second run
/// out.
class ResultFolder {
 public:
  /// Opens the folder; creates it and its parents when they do not exist. Errors (kind usage) have
  /// the path and the reason: it cannot be written, is no folder, holds files that are not of an
  /// earlier run, or another run is writing to it.
  static Result<ResultFolder> open(const std::filesystem::path& path);

  ResultFolder(ResultFolder&& other) noexcept;
  ResultFolder& operator=(ResultFolder&&) = delete;
  ~ResultFolder();

  /// The folder for the result.
  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
  /// The folder to write to; its files must have names of `kResultFiles`.
  [[nodiscard]] std::filesystem::path partial() const;
  /// Writes one complete file in `partial()`.
  Result<void> write(std::string_view name, std::string_view text) const;
  /// Moves the files into place; `summary.json` must have been written. After an error no file of
  /// the result remains.
  Result<void> commit();

 private:
  enum class State { opening, writing, committing, done };

  explicit ResultFolder(LockedFolder folder) : folder_(std::move(folder)) {}
  Result<void> check_content() const;
  Result<void> start_partial();
  Result<void> move_into_place(std::string_view name) const;
  void discard() noexcept;

  LockedFolder folder_;
  State state_ = State::opening;
};

}  // namespace basis
