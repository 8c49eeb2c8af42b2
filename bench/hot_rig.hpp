#pragma once

#include <memory>

#include "actors/feed/feed.hpp"
#include "actors/hot/hot_path.hpp"
#include "bench/hot_frames.hpp"
#include "core/config/load_config.hpp"

namespace basis::bench {

/// When the orders of the last pair were ready, and what they had gone through.
class TimedSink : public OrderSink {
 public:
  /// Orders come in pairs; the first of a pair is ready when both are signed.
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override;

  [[nodiscard]] std::uint64_t orders() const { return orders_.load(std::memory_order_acquire); }
  [[nodiscard]] MonoTime ready() const { return ready_; }
  [[nodiscard]] const Stamps& stamps() const { return stamps_; }

 private:
  MonoTime ready_;
  Stamps stamps_;
  std::atomic<std::uint64_t> orders_{0};
};

/// The carries of the two shapes of the perp's book, and the limits out of the way.
struct RigSettings {
  HotPathSettings hot;
  Settings mode;
};
/// From the configuration in `configs`; thresholds lie between the two carries.
RigSettings rig_settings(const std::filesystem::path& configs);

/// The real path from frames of two feeds to signed orders, with two live books.
/// Frames are taken on the caller's thread; actors run there too, or on lanes.
class HotRig {
 public:
  struct Options {
    OrderSink* sink = nullptr;
    bool stamps = true;  ///< every stage reads the clock, as in production
  };
  HotRig(const RigSettings& settings, const Options& options);
  ~HotRig();

  /// Snapshots, the mark price and funding; leaves a perp book with a narrow spread.
  void prime(HotFrames& frames);
  /// Takes a frame of the perp's stream in, received at `at`; `bytes` have their slack.
  void take(std::string_view bytes, MonoTime at) { take(*perp_, bytes, at); }
  void drain() { path_->drain(); }
  /// Hands over what queues had no room for.
  void flush() { perp_->flush(); }
  HotPath& path() { return *path_; }

 private:
  static void take(Feed& feed, std::string_view bytes, MonoTime at);

  std::unique_ptr<caf::actor_system_config> config_;
  std::unique_ptr<caf::actor_system> system_;
  std::unique_ptr<HotPath> path_;
  std::unique_ptr<Feed> spot_, perp_;
};

/// The carry the traded pair was last priced at. A broken invariant before there was one.
double last_carry(const HotPath& path);

}  // namespace basis::bench
