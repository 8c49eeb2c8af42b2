#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/marketdata/recording_writer.hpp"
#include "venues/feed_venue.hpp"
#include "venues/net/tapped_network.hpp"

namespace basis {

/// Every text that the sessions of a run sent and received, without secrets, in a recording. Public ones have the name
/// of their protocol, so that the recording can be replayed; the others that name and "_private".
class SessionRecorder {
 public:
  /// Writes to `path`, which must not exist. Data error: it cannot be made.
  static Result<std::unique_ptr<SessionRecorder>> create(const std::filesystem::path& path, UtcTime created);
  ~SessionRecorder();

  /// What sees the connections of a protocol. It lives as long as the recorder.
  [[nodiscard]] net::Tap& tap(FeedVenue venue);
  /// The first write error; after it nothing more is written.
  [[nodiscard]] const std::optional<Error>& failure() const { return failure_; }
  Result<void> close();

 private:
  class VenueTap;
  explicit SessionRecorder(RecordingWriter writer);
  void add(FeedVenue venue, const net::TappedText& text);

  RecordingWriter writer_;
  std::map<FeedVenue, std::unique_ptr<VenueTap>> taps_;
  std::map<std::pair<std::string, std::string>, SourceId> sources_;  ///< by venue and channel
  std::optional<Error> failure_;
};

/// Whether a channel, such as "wss://stream.binance.com:9443/stream" or "GET https://api.binance.com/api/v3/depth?...",
/// is of our account, and not public: it is signed, it logs in, or it changes something.
bool is_private_channel(std::string_view channel);

}  // namespace basis
