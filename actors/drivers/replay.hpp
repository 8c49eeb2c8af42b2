#pragma once

#include <array>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "actors/drivers/replay_input.hpp"
#include "actors/drivers/replay_venues.hpp"
#include "actors/drivers/trading_node.hpp"
#include "actors/feed/feed.hpp"
#include "actors/lanes/hosted_system.hpp"
#include "actors/trading/hot_path.hpp"

namespace basis {

/// A market of a replay's universe, and the universe with the markets of its recordings.
struct ReplayMarkets {
  Universe universe;
  std::vector<MarketId> followed;  ///< in the order of the input's symbols
};
Result<ReplayMarkets> replay_markets(const ReplayInput& input, const Settings& settings);

/// A mode that is run over the recordings. What it points to outlives the replay.
struct ReplayRun {
  const CostCalculator* costs = nullptr;
  const CapitalFlows* flows = nullptr;
  const Timeline* history = nullptr;  ///< what the recordings lack; may be null
  PairTermsOf pair_terms;
  Amount capital;  ///< in the wallet at the start, in the share class
  UtcTime from;    ///< nothing is decided before
  ReplayVenues::Options venues;
  RunObserver* observer = nullptr;
  TradingObserver* trading = nullptr;
  Journal* journal = nullptr;     ///< null: none is kept
  std::string configuration;      ///< fingerprint, for the journal
  std::vector<UtcTime> restarts;  ///< when the node is thrown away and made anew; in order; needs a journal
};

/// Inputs and options of a replay.
struct ReplayParts {
  ReplayInput* input = nullptr;
  const ReplayMarkets* markets = nullptr;  ///< outlives the replay
  NodeSettings settings;
  const Settings* mode = nullptr;  ///< mode and venue rules; outlives the replay
  FeedObserver* observer = nullptr;
  /// The run of the mode; absent: only prices and risk.
  std::optional<ReplayRun> run;
  UtcTime to = UtcTime::from_nanos(INT64_MAX);  ///< of a run: later frames are not read
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
  [[nodiscard]] const Universe& universe() const { return parts_.markets->universe; }
  /// Null without a mode.
  [[nodiscard]] const TradingNode* node() const { return node_.get(); }
  /// Of a replay with a mode.
  [[nodiscard]] const ReplayVenues& venues() const { return *venues_; }
  /// The feeds of this replay, by venue.
  [[nodiscard]] std::vector<const Feed*> feeds() const;
  [[nodiscard]] HotPath& hot_path() { return *hot_path_; }
  [[nodiscard]] const ReplayInput& input() const { return *parts_.input; }
  [[nodiscard]] const ReplayParts& parts() const { return parts_; }

 private:
  explicit Replay(ReplayParts parts);
  Result<void> build();
  Result<void> add_feeds();
  Result<void> make_node();
  [[nodiscard]] std::vector<MarketId> tradable() const;
  void open_venues();
  void take(const ReplayFrame& frame);
  Result<bool> run_frames();
  Result<void> restart_due(UtcTime received);

  ReplayParts parts_;
  std::unique_ptr<HostedSystem> system_;
  std::vector<const Market*> markets_;    ///< that are followed, in the order of the input's symbols
  std::unique_ptr<ReplayVenues> venues_;  ///< null without a mode
  std::unique_ptr<HotPath> hot_path_;
  std::unique_ptr<TradingNode> node_;  ///< null without a mode
  std::array<std::unique_ptr<Feed>, kFeedVenues> feeds_;
  ReplayCounters counters_;
  std::size_t restarted_ = 0;  ///< of the restarts
};

}  // namespace basis
