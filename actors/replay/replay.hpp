#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/feed/feed.hpp"
#include "actors/hot/hot_path.hpp"
#include "actors/replay/replay_input.hpp"

namespace basis {

/// What a replay is of.
struct ReplayParts {
  ReplayInput* input = nullptr;
  HotPathSettings settings;
  const Settings* mode = nullptr;  ///< and its venues' rules; outlives the replay
  bool trades = false;             ///< else prices and risk alone
  Amount capital;
  FeedObserver* observer = nullptr;
  OrderSink* sink = nullptr;
  /// The actors run on the lanes of the configuration: as live, and no longer the same every time.
  bool lanes = false;
  /// Before a frame of this time is taken; false ends the replay.
  std::function<bool(UtcTime)> before_frame;
};

/// Frames of venues this program has no protocol for, and requests that were sent.
struct ReplayCounters {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  std::uint64_t sent = 0;                   ///< direction out: not replayed
  std::uint64_t foreign = 0;                ///< of a venue that is not known, or has no instrument here
  std::vector<std::string> foreign_places;  ///< the first ten
  std::optional<UtcTime> first, last;
};

/// Recorded frames through the decoders, books, queues and actors of live
/// trading. Polled by one thread, it does the same every time.
class Replay {
 public:
  /// Usage errors of configuration; `parts` is kept.
  static Result<std::unique_ptr<Replay>> create(ReplayParts parts);
  ~Replay();

  /// To the end of the input; false when `before_frame` ended it.
  Result<bool> run();

  [[nodiscard]] const ReplayCounters& counters() const { return counters_; }
  [[nodiscard]] const std::vector<FeedInstrument>& instruments() const { return instruments_; }
  /// Those that had frames to follow, by venue.
  [[nodiscard]] std::vector<const Feed*> feeds() const;
  [[nodiscard]] HotPath& hot_path() { return *hot_path_; }
  [[nodiscard]] const ReplayInput& input() const { return *parts_.input; }
  [[nodiscard]] const ReplayParts& parts() const { return parts_; }

 private:
  explicit Replay(ReplayParts parts);
  Result<void> build();
  void take(const ReplayFrame& frame);

  struct ActorSystem;
  ReplayParts parts_;
  std::unique_ptr<ActorSystem> system_;
  std::vector<FeedInstrument> instruments_;
  std::unique_ptr<HotPath> hot_path_;
  std::array<std::unique_ptr<Feed>, kFeedVenues> feeds_;
  ReplayCounters counters_;
};

}  // namespace basis
