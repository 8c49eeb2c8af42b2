#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "actors/replay/replay.hpp"
#include "core/results/buffered_file.hpp"

namespace basis {

/// Everything a replay found, as the text of `summary.json`. `elapsed_seconds` and
/// what is made of it aside, the same input gives the same bytes.
std::string replay_summary_json(Replay& replay, double elapsed_seconds);
/// The same for a person, in a few lines.
std::string replay_table(Replay& replay, double elapsed_seconds);

/// Writes changes of order books' tops, and orders, as CSV. The files appear
/// under their names when they are finished, whole.
class ReplayFiles final : public FeedObserver, public OrderSink {
 public:
  /// Either may be absent. Usage errors name the file.
  static Result<std::unique_ptr<ReplayFiles>> create(const std::optional<std::filesystem::path>& tops,
                                                     const std::optional<std::filesystem::path>& orders);
  ~ReplayFiles() override;

  void top_changed(const FeedInstrument& instrument, UtcTime received, std::int64_t update_id,
                   const TopOfBook& top) override;
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override;
  /// Instruments' names for orders; before the run.
  void name(const std::vector<FeedInstrument>* instruments) { instruments_ = instruments; }
  /// Ends the files and gives them their names. Without it nothing is left.
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
  std::unique_ptr<Output> orders_;
  const std::vector<FeedInstrument>* instruments_ = nullptr;
  std::optional<Error> failed_;
};

}  // namespace basis
