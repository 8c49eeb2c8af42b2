#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "actors/drivers/replay.hpp"
#include "core/results/buffered_file.hpp"

namespace basis {

/// All results of a replay, as the text of `summary.json`. The same input gives the same bytes,
/// except for `elapsed_seconds` and values derived from it.
std::string replay_summary_json(Replay& replay, double elapsed_seconds);
/// The same results as a short text for the terminal.
std::string replay_table(Replay& replay, double elapsed_seconds);

/// Writes changes of order book tops, and orders, as CSV. The files get their final names only when
/// they are complete.
class ReplayFiles final : public FeedObserver, public OrderSink {
 public:
  /// Either path may be absent. Usage errors name the file.
  static Result<std::unique_ptr<ReplayFiles>> create(const std::optional<std::filesystem::path>& tops,
                                                     const std::optional<std::filesystem::path>& orders);
  ~ReplayFiles() override;

  void top_changed(const Market& market, UtcTime received, std::int64_t update_id, const TopOfBook& top) override;
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override;
  /// Sets the table of the markets that are written with orders; call it before the run.
  void name(const Universe* universe) { universe_ = universe; }
  /// Closes the files and renames them to their final names. Without this call no file is kept.
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
  const Universe* universe_ = nullptr;
  std::optional<Error> failed_;
};

}  // namespace basis
