#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/drivers/replay_input.hpp"
#include "actors/drivers/replay_venues.hpp"
#include "actors/feed/feed.hpp"
#include "actors/trading/hot_path.hpp"

namespace basis {

/// Inputs and options of a replay.
struct ReplayParts {
  ReplayInput* input = nullptr;
  HotPathSettings settings;
  const Settings* mode = nullptr;  ///< mode and venue rules; outlives the replay
  bool trades = false;             ///< false: only prices and risk
  Amount capital;                  ///< USDT: half of it where spot is traded, half as margin by the hedge allocation
  FeedObserver* observer = nullptr;
  OrderSink* sink = nullptr;
  /// Runs the actors on the lanes of the configuration, as in live trading. The result can then
  /// differ between runs.
  bool lanes = false;
  /// Called before a frame with this time is processed; false ends the replay.
  std::function<bool(UtcTime)> before_frame;
};

/// Counts of the frames of a replay.
struct ReplayCounters {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
  std::uint64_t sent = 0;                   ///< direction out; not replayed
  std::uint64_t foreign = 0;                ///< of an unknown venue, or of a venue without a market in this replay
  std::vector<std::string> foreign_places;  ///< places of the first ten foreign frames
  std::optional<UtcTime> first, last;
};

/// Sends recorded frames through the decoders, order books, queues and actors of live trading.
/// Without lanes one thread polls everything, and the result is the same in every run.
class Replay {
 public:
  /// Errors: usage errors of the configuration. `parts` is kept.
  static Result<std::unique_ptr<Replay>> create(ReplayParts parts);
  ~Replay();

  /// Runs to the end of the input; false when `before_frame` ended it.
  Result<bool> run();

  [[nodiscard]] const ReplayCounters& counters() const { return counters_; }
  [[nodiscard]] const Universe& universe() const { return universe_; }
  /// The feeds of this replay, by venue.
  [[nodiscard]] std::vector<const Feed*> feeds() const;
  [[nodiscard]] HotPath& hot_path() { return *hot_path_; }
  [[nodiscard]] const ReplayInput& input() const { return *parts_.input; }
  [[nodiscard]] const ReplayParts& parts() const { return parts_; }

 private:
  explicit Replay(ReplayParts parts);
  Result<void> build();
  Result<void> add_feeds();
  void fund();
  void open_venues();
  void hear_venues(UtcTime received);
  void take(const ReplayFrame& frame);

  struct ActorSystem;
  ReplayParts parts_;
  std::unique_ptr<ActorSystem> system_;
  Universe universe_;
  std::vector<const Market*> markets_;    ///< that are followed, in the order of the input's symbols
  std::unique_ptr<ReplayVenues> venues_;  ///< null when nothing is traded
  std::unique_ptr<HotPath> hot_path_;
  std::array<std::unique_ptr<Feed>, kFeedVenues> feeds_;
  ReplayCounters counters_;
};

}  // namespace basis
