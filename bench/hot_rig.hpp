#pragma once

#include <memory>

#include "actors/feed/feed.hpp"
#include "actors/trading/hot_path.hpp"
#include "bench/hot_frames.hpp"
#include "core/config/load_config.hpp"

namespace basis::bench {

/// Records when the orders of the last clip were ready, with their stamps.
class TimedSink : public OrderSink {
 public:
  /// Orders come in pairs; the time of a pair is that of its first order, when both are encoded.
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override;

  [[nodiscard]] std::uint64_t orders() const { return orders_.load(std::memory_order_acquire); }
  [[nodiscard]] MonoTime ready() const { return ready_; }
  [[nodiscard]] const Stamps& stamps() const { return stamps_; }

 private:
  MonoTime ready_;
  Stamps stamps_;
  std::atomic<std::uint64_t> orders_{0};
};

/// A venue that takes every order, and ends it unfilled as soon as it is told, after `next` was told: the worker waits
/// for the next change of a best price.
class ExpiringVenue final : public OrderSink {
 public:
  explicit ExpiringVenue(OrderSink* next) : next_(next) {}
  void connect(HotPath& path) { path_ = &path; }
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override;

 private:
  OrderSink* next_;
  HotPath* path_ = nullptr;
  std::int64_t orders_ = 0;
};

/// The configuration with raised limits.
struct RigSettings {
  NodeSettings node;
  Settings mode;
};
/// Makes the settings from the configuration in `configs`.
RigSettings rig_settings(const std::filesystem::path& configs);

/// The production path from the frames of two feeds to the bytes of both orders of a clip, with two live order books
/// and a pair worker that lets a clip go with every change of a best price. Frames are processed on the caller's
/// thread; the actors run there too, or on lanes.
class HotRig {
 public:
  struct Options {
    OrderSink* sink = nullptr;
    bool stamps = true;  ///< true: every stage reads the clock, as in production
    wire::Transport transport = wire::Transport::websocket;
    bool works = true;    ///< false: nothing is traded
    bool expires = true;  ///< false: what becomes of orders is told by `report`, and not at once
  };
  HotRig(const RigSettings& settings, const Options& options);
  ~HotRig();

  /// Feeds snapshots, the mark price and funding, and begins the pair; afterwards the perp's book has a narrow spread.
  void prime(HotFrames& frames);
  /// The spot book alone, and the pair: the perp's frames are recorded ones.
  void prime_spot(HotFrames& frames);
  /// Processes a frame of the perp's stream, received at `at`; `bytes` are followed by slack.
  void take(std::string_view bytes, MonoTime at) { take(*perp_, bytes, at); }
  /// Takes one of the perp's frames with its own time stamp of the recording; false when it is refused.
  bool take_recorded_frame(const Frame& frame);
  /// Handles everything, and takes what the lane tells.
  void drain() {
    path_->drain();
    clear_outcomes();
  }
  void clear_outcomes() {
    path_->outcomes([](const HotOutcome&) {});
  }
  /// Pushes events that were kept back because queues were full.
  void flush() { perp_->flush(); }
  HotPath& path() { return *path_; }
  [[nodiscard]] const Universe& universe() const { return universe_; }
  /// The market of the pair: BTCUSDT, spot or perp.
  [[nodiscard]] const Market& market(bool spot) const { return universe_[pair_[spot ? 0 : 1]]; }
  /// What a session tells of an order, now.
  void report(const OrderReport& report);

 private:
  void begin_pair();
  void receive(Feed& feed, const std::string& text);
  static void take(Feed& feed, std::string_view bytes, MonoTime at);

  std::unique_ptr<caf::actor_system_config> config_;
  std::unique_ptr<caf::actor_system> system_;
  Universe universe_;
  ExpiringVenue venue_;
  std::unique_ptr<HotPath> path_;
  std::array<MarketId, 2> pair_{};
  std::unique_ptr<Feed> spot_, perp_;
};

}  // namespace basis::bench
