#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/hot_rig.hpp"
#include "bench/system_calls.hpp"
#include "core/latency/histogram.hpp"

namespace basis::bench {

/// Where a frame's time went. Each stage ends with a stamp of the path itself.
struct HotTimes {
  LatencyHistogram total;   ///< from the frame to the first of both orders, signed
  LatencyHistogram decode;  ///< frame to event: decoding, book, averages
  LatencyHistogram price;   ///< event to signal: queue and pricing
  LatencyHistogram decide;  ///< signal to orders wanted: one hop
  LatencyHistogram sign;    ///< orders wanted to both signed: one hop, gate, two signatures
  std::uint64_t frames = 0;
  std::uint64_t allocations = 0;
  std::uint64_t unanswered = 0;  ///< frames without a pair of orders

  void record(MonoTime from, MonoTime ready, const Stamps& stamps);
};

/// What kind of frames, and how they are met.
struct HotCase {
  bool depth = false;
  bool stamps = true;
  bool cold = false;  ///< caches are emptied before every frame
  std::size_t frames = 0;
  std::size_t warm_up = 2'000;
};

/// Frames that turn the signal each time, made ahead; the next batch goes on from the last.
class FrameBatches {
 public:
  static constexpr std::size_t kBatch = 256;
  explicit FrameBatches(bool depth) : depth_(depth) {}
  HotFrames& maker() { return frames_; }
  [[nodiscard]] const std::vector<std::string>& next();

 private:
  bool depth_;
  bool wide_ = true;
  HotFrames frames_;
  std::vector<std::string> batch_;
};

/// Feed and actors on the caller's thread, a frame at a time.
HotTimes one_thread(const RigSettings& settings, const HotCase& measured);
/// The feed on core 0, all actors on a lane that spins on core 1; a frame at a time.
HotTimes across_lanes(const RigSettings& settings, const HotCase& measured);
/// One thread; frames are due `per_second` times a second, whether the last one is done or not, and their
/// time counts from when they were due.
HotTimes open_loop(const RigSettings& settings, const HotCase& measured, double per_second);
/// The same with the feed on core 0 and all actors on core 1; only the whole is timed.
HotTimes open_loop_across_lanes(const RigSettings& settings, const HotCase& measured, double per_second);
/// Frames a second as a replay takes them, of a stream of which 20 in 26 are quotes, 5 trades and one a depth
/// frame, none of which raises a signal; one entry a run.
std::vector<double> replay_rates(const RigSettings& settings, std::size_t runs);

/// System calls between frames and their orders, of the threads that carry them, over `measured.frames` frames.
SystemCalls one_thread_calls(const RigSettings& settings, const HotCase& measured);
SystemCalls across_lanes_calls(const RigSettings& settings, const HotCase& measured);

}  // namespace basis::bench
