#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "actors/live/node_inputs.hpp"
#include "core/marketdata/recording_writer.hpp"
#include "venues/feed_venue.hpp"
#include "venues/net/tapped_network.hpp"

namespace basis {

/// The venue and the channel of a node's inputs in a recording.
inline constexpr std::string_view kNodeVenue = "node_private";
inline constexpr std::string_view kInputChannel = "input";

/// Every text that the sessions of a run sent and received, without secrets, in a recording. Public ones have the name
/// of their protocol, so that the recording can be replayed; the others that name and "_private". The channel of a
/// public request is its URL. Between them stands what a node took.
class SessionRecorder final : public InputLog {
 public:
  /// What a recorder has been given, over all of its files.
  struct Counts {
    std::uint64_t frames = 0;
    std::uint64_t bytes = 0;  ///< of their texts
  };
  /// Small blocks: compressing one takes the lane of a node a tenth of a millisecond.
  static constexpr RecordingOptions kSmallBlocks{.block_bytes = 16 * 1024};

  /// Writes to `path`, which must not exist. Data error: it cannot be made.
  static Result<std::unique_ptr<SessionRecorder>> create(const std::filesystem::path& path, UtcTime created,
                                                         const RecordingOptions& options = kSmallBlocks);
  ~SessionRecorder() override;
  /// Ends the file and goes on in another, which must not exist. Data error: it cannot be made, or the old one not be
  /// ended.
  Result<void> change_file(const std::filesystem::path& path, UtcTime created);

  /// What sees the connections of a protocol. It lives as long as the recorder.
  [[nodiscard]] net::Tap& tap(FeedVenue venue);
  void add_input(std::string_view bytes, UtcTime at_utc, MonoTime at_mono) override;
  Result<void> flush() override;
  /// The first write error; after it nothing more is written.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  Result<void> close();
  [[nodiscard]] const Counts& counts() const { return counts_; }
  /// Bytes of the current file, and of all.
  [[nodiscard]] std::uint64_t written() const { return writer_->written(); }
  [[nodiscard]] std::uint64_t written_in_all() const { return written_before_ + writer_->written(); }

 private:
  class VenueTap;
  SessionRecorder(RecordingWriter writer, const RecordingOptions& options);
  void add(FeedVenue venue, const net::TappedText& text);
  Result<SourceId> source_of(const std::string& venue, const std::string& channel);

  std::optional<RecordingWriter> writer_;
  RecordingOptions options_;
  Counts counts_;
  std::uint64_t written_before_ = 0;  ///< of files that have ended
  bool closed_ = false;
  std::map<FeedVenue, std::unique_ptr<VenueTap>> taps_;
  std::map<std::pair<std::string, std::string>, SourceId> sources_;  ///< by venue and channel
  std::optional<SourceId> inputs_;                                   ///< of the current file
  std::optional<Error> failure_;
};

/// Whether a channel, such as "wss://stream.binance.com:9443/stream" or "GET https://api.binance.com/api/v3/depth?...",
/// is of our account, and not public, as far as it tells: it is signed, it logs in, or it changes something.
bool is_private_channel(std::string_view channel);

}  // namespace basis
