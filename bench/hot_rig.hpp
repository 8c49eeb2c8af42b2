#pragma once

#include <memory>

#include "actors/feed/feed.hpp"
#include "actors/trading/hot_path.hpp"
#include "bench/hot_frames.hpp"
#include "core/config/load_config.hpp"

namespace basis::bench {

/// Records when the orders of the last pair were ready, with their stamps.
class TimedSink : public OrderSink {
 public:
  /// Orders come in pairs; the time of a pair is that of its first order, when both are signed.
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override;

  [[nodiscard]] std::uint64_t orders() const { return orders_.load(std::memory_order_acquire); }
  [[nodiscard]] MonoTime ready() const { return ready_; }
  [[nodiscard]] const Stamps& stamps() const { return stamps_; }

 private:
  MonoTime ready_;
  Stamps stamps_;
  std::atomic<std::uint64_t> orders_{0};
};

/// A venue that fills every order whole at its limit as soon as it is told, after `next` was told.
class FillingVenue final : public OrderSink {
 public:
  explicit FillingVenue(OrderSink* next) : next_(next) {}
  void connect(HotPath& path) { path_ = &path; }
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override;

 private:
  OrderSink* next_;
  HotPath* path_ = nullptr;
  std::int64_t trades_ = 0;
};

/// The configuration with raised limits, and with thresholds between the carries of the two shapes
/// of the perp's order book.
struct RigSettings {
  HotPathSettings hot;
  Settings mode;
};
/// Makes the settings from the configuration in `configs`.
RigSettings rig_settings(const std::filesystem::path& configs);

/// The production path from the frames of two feeds to signed orders, with two live order books.
/// Frames are processed on the caller's thread; the actors run there too, or on lanes.
class HotRig {
 public:
  struct Options {
    OrderSink* sink = nullptr;
    bool stamps = true;  ///< true: every stage reads the clock, as in production
  };
  HotRig(const RigSettings& settings, const Options& options);
  ~HotRig();

  /// Feeds snapshots, the mark price and funding; afterwards the perp's book has a narrow spread.
  void prime(HotFrames& frames);
  /// Processes a frame of the perp's stream, received at `at`; `bytes` are followed by slack.
  void take(std::string_view bytes, MonoTime at) { take(*perp_, bytes, at); }
  void drain() { path_->drain(); }
  /// Pushes events that were kept back because queues were full.
  void flush() { perp_->flush(); }
  HotPath& path() { return *path_; }

 private:
  static void take(Feed& feed, std::string_view bytes, MonoTime at);

  std::unique_ptr<caf::actor_system_config> config_;
  std::unique_ptr<caf::actor_system> system_;
  Universe universe_;
  FillingVenue venue_;
  std::unique_ptr<HotPath> path_;
  std::unique_ptr<Feed> spot_, perp_;
};

/// The last carry of the traded pair. A broken invariant when it has no quote yet.
double last_carry(const HotPath& path);

}  // namespace basis::bench
