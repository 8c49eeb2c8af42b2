#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "actors/drivers/replay.hpp"
#include "core/base/json_writer.hpp"
#include "core/results/buffered_file.hpp"

namespace basis {

/// All results of a replay, as the text of `summary.json`. The same input gives the same bytes,
/// except for `elapsed_seconds` and values derived from it.
std::string replay_summary_json(Replay& replay, double elapsed_seconds);
/// The same as one JSON object.
void write_replay(JsonWriter& json, Replay& replay, double elapsed_seconds);
/// The same results as a short text for the terminal.
std::string replay_table(Replay& replay, double elapsed_seconds);

/// Writes changes of order book tops as CSV. The file gets its final name only when it is complete.
class ReplayFiles final : public FeedObserver {
 public:
  /// Without a path nothing is written. Usage errors name the file.
  static Result<std::unique_ptr<ReplayFiles>> create(const std::optional<std::filesystem::path>& tops);
  ~ReplayFiles() override;

  void top_changed(const Market& market, UtcTime received, std::int64_t update_id, const TopOfBook& top) override;
  /// Closes the file and gives it its final name. Without this call no file is kept.
  Result<void> finish();

 private:
  struct Output {
    std::filesystem::path path;
    std::filesystem::path partial;
    BufferedFile file;
  };
  ReplayFiles() = default;
  static Result<std::unique_ptr<Output>> open(const std::filesystem::path& path, std::string_view header);
  void row_done(Output& output);
  Result<void> finish(std::unique_ptr<Output>& output);

  std::unique_ptr<Output> tops_;
  std::optional<Error> failed_;
};

}  // namespace basis
