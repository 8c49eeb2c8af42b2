#pragma once

#include <filesystem>

#include "tools/report/locked_folder.hpp"

namespace basis {

/// The journal of a live run, in its folder.
inline constexpr std::string_view kLiveJournal = "journal.db";

/// The output folder of a live run. It stays: every boot of the run goes on in it, and is the only one.
class LiveFolder {
 public:
  /// Opens the folder; creates it and its parents when they do not exist. Errors (kind usage) have the path and the
  /// reason: it cannot be written, is no folder, another run is writing to it, or it holds what no live run wrote, such
  /// as a finished backtest.
  static Result<LiveFolder> open(const std::filesystem::path& path);

  [[nodiscard]] const std::filesystem::path& path() const { return folder_.path(); }
  [[nodiscard]] std::filesystem::path journal() const { return path() / kLiveJournal; }
  /// Whether an earlier boot has left a journal to go on from.
  [[nodiscard]] bool has_journal() const;

 private:
  explicit LiveFolder(LockedFolder folder) : folder_(std::move(folder)) {}
  [[nodiscard]] Result<void> check_content() const;

  LockedFolder folder_;
};

}  // namespace basis
