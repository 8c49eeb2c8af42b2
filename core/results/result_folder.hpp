#pragma once

#include <array>
#include <filesystem>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace basis {

/// The files of a result. `summary.json` stands last: where it is, the result is whole.
inline constexpr std::array<std::string_view, 5> kResultFiles = {"equity.csv", "positions.csv", "events.jsonl",
                                                                 "report.html", "summary.json"};

/// The output folder of a run, which comes to be whole or not at all.
///
/// Files are written below `partial()` and moved into place by `commit()`, the
/// old `summary.json` gone first and the new one in last, so that a process
/// killed at any moment leaves either the earlier result untouched or no
/// `summary.json`. Destruction without `commit()` leaves the folder as it was
/// found. A lock that dies with the process keeps a second run out.
class ResultFolder {
 public:
  /// Takes the folder, creating it and its parents. Errors (kind usage) name the
  /// path and the reason: it cannot be written, is no folder, holds files that
  /// no run of ours left there, or another run is writing to it.
  static Result<ResultFolder> open(const std::filesystem::path& path);

  ResultFolder(ResultFolder&& other) noexcept;
  ResultFolder& operator=(ResultFolder&&) = delete;
  ~ResultFolder();

  /// The folder the result will stand in.
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  /// The folder to write to; files there must bear names of `kResultFiles`.
  [[nodiscard]] std::filesystem::path partial() const;
  /// Writes one whole file below `partial()`.
  Result<void> write(std::string_view name, std::string_view text) const;
  /// Moves the files into place; `summary.json` must have been written. After an
  /// error nothing of the result remains.
  Result<void> commit();

 private:
  enum class State { opening, writing, committing, done };

  explicit ResultFolder(std::filesystem::path path) : path_(std::move(path)) {}
  Result<void> create();
  Result<void> lock();
  Result<void> check_content() const;
  Result<void> start_partial();
  Result<void> move_into_place(std::string_view name) const;
  void discard() noexcept;

  std::filesystem::path path_;
  std::vector<std::filesystem::path> created_;  ///< folders made by us, outermost first
  int lock_ = -1;
  State state_ = State::opening;
};

}  // namespace basis
