#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bench/hot_rig.hpp"
#include "bench/system_calls.hpp"
#include "core/base/histogram.hpp"

namespace basis::bench {

/// Latency of each stage of a frame. Each stage ends with a stamp of the path itself.
struct HotTimes {
  LatencyHistogram total;   ///< frame received to first order ready
  LatencyHistogram decode;  ///< frame to event: decoding, order book, averages
  LatencyHistogram decide;  ///< event to a clip that is to be sent: queue and pair worker
  LatencyHistogram encode;  ///< from there to the bytes of both orders: gate, encoders
  std::uint64_t frames = 0;
  std::uint64_t allocations = 0;
  std::uint64_t unanswered = 0;  ///< frames without a pair of orders

  void record(MonoTime from, MonoTime ready, const Stamps& stamps);
};

/// Kind of the frames, and how they are fed.
struct HotCase {
  bool depth = false;
  bool stamps = true;
  wire::Transport transport = wire::Transport::websocket;
  bool cold = false;  ///< caches are flushed before every frame
  std::size_t frames = 0;
  std::size_t warm_up = 2'000;
};

/// Batches of frames, made in advance, each of which changes a best price. The next batch continues
/// from the last.
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

/// Feed and actors on the caller's thread, one frame at a time.
HotTimes one_thread(const RigSettings& settings, const HotCase& measured);
/// The feed on core 0, all actors on a spinning lane on core 1; one frame at a time.
HotTimes across_lanes(const RigSettings& settings, const HotCase& measured);
/// One thread. Frames are due at a fixed rate of `per_second`, whether the previous one is done or
/// not; latency is measured from the time at which they are due.
HotTimes open_loop(const RigSettings& settings, const HotCase& measured, double per_second);
/// As `open_loop`, with the feed on core 0 and all actors on core 1; only the total is measured.
HotTimes open_loop_across_lanes(const RigSettings& settings, const HotCase& measured, double per_second);
/// A stream of a recording, one thread, no stage stamps, and RapidJSON in situ on the same frames: only those that let
/// a clip go are measured. `stream` is a part of the stream's name.
struct RecordedTimes {
  HotTimes path;
  LatencyHistogram rapidjson;
};
RecordedTimes recorded_frames(const RigSettings& settings, const std::filesystem::path& feed, std::string_view stream,
                              wire::Transport transport);

/// Frames per second at the speed of a replay, one entry per run. Of 26 frames 20 are quotes, 5
/// trades and one a depth frame; nothing is traded.
std::vector<double> replay_rates(const RigSettings& settings, std::size_t runs);

/// System calls of the threads of the path between frames and their orders, over `measured.frames`
/// frames.
SystemCalls one_thread_calls(const RigSettings& settings, const HotCase& measured);
SystemCalls across_lanes_calls(const RigSettings& settings, const HotCase& measured);

}  // namespace basis::bench
