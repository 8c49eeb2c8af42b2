#include "bench/hot_cases.hpp"

#include <optional>
#include <thread>

#include "bench/allocation_count.hpp"
#include "bench/json_parsers.hpp"
#include "bench/percentile.hpp"
#include "bench/pinning.hpp"
#include "bench/readings.hpp"
#include "core/marketdata/open_frames.hpp"

namespace basis::bench {
namespace {

/// Writes to more memory than the caches hold, so that they are flushed.
class CacheSweep {
 public:
  void sweep() {
    for (std::size_t i = 0; i < bytes_.size(); i += 64) bytes_[i] = static_cast<char>(bytes_[i] + 1);
    keep(bytes_);
  }

 private:
  std::vector<char> bytes_ = std::vector<char>(std::size_t{64} << 20);
};

/// Calls `meet(frame, measured)` for warm-up frames and measured frames, batch by batch.
template <class Meet>
void for_each_frame(FrameBatches& batches, const HotCase& measured, Meet&& meet) {
  std::size_t met = 0;
  const std::size_t all = measured.warm_up + measured.frames;
  while (met < all) {
    for (const std::string& frame : batches.next()) {
      if (met == all) return;
      meet(frame, met >= measured.warm_up);
      ++met;
    }
  }
}

/// Ends the lanes before the rig is destroyed, also after an exception.
class RunningLanes {
 public:
  explicit RunningLanes(HotPath& path) : path_(path) {
    const auto started = path_.start();
    if (!started) throw std::runtime_error(started.error().text());
  }
  ~RunningLanes() { path_.stop(); }
  RunningLanes(const RunningLanes&) = delete;
  RunningLanes& operator=(const RunningLanes&) = delete;

 private:
  HotPath& path_;
};

/// Makes all frames in advance, so that making them is not part of the measured time and
/// allocations.
std::vector<std::string> frames_ahead(HotFrames& maker, const HotCase& measured) {
  std::vector<std::string> frames;
  for (std::size_t i = 0; i < measured.warm_up + measured.frames; ++i)
    frames.push_back(measured.depth ? maker.depth(i % 2 == 0) : maker.top(i % 2 == 0));
  return frames;
}

/// Counts system calls of the thread that passes on the orders, from the first order after `arm`.
class CountingSink final : public TimedSink {
 public:
  void arm() { armed_ = true; }
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override {
    if (armed_) CallCounter::refuse_here();
    armed_ = false;
    TimedSink::order_ready(order, venue, bytes, stamps);
  }

 private:
  bool armed_ = false;
};

/// Records the latency of orders, without the first `skipped` pairs.
class RecordingSink final : public OrderSink {
 public:
  void skip(std::uint64_t pairs) { skipped_ = pairs; }
  void order_ready(const OrderCommand&, FeedVenue, std::string_view bytes, const Stamps& stamps) override {
    keep(*bytes.data());
    const std::uint64_t before = orders_.load(std::memory_order_relaxed);
    if (before % 2 == 0 && before / 2 >= skipped_) total_.record((steady_now() - stamps.received).count);
    orders_.store(before + 1, std::memory_order_release);
  }
  [[nodiscard]] std::uint64_t orders() const { return orders_.load(std::memory_order_acquire); }
  [[nodiscard]] const LatencyHistogram& total() const { return total_; }

 private:
  std::uint64_t skipped_ = 0;
  LatencyHistogram total_;
  std::atomic<std::uint64_t> orders_{0};
};

/// Calls `meet(index, due)` when each frame is due.
template <class Meet>
void at_rate(const std::vector<std::string>& frames, double per_second, Meet&& meet) {
  const MonoTime start = steady_now();
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const MonoTime due = start + Nanos{static_cast<std::int64_t>(static_cast<double>(i) * 1e9 / per_second)};
    while (steady_now() < due) {
    }
    meet(i, due);
  }
}

RigSettings on_one_lane(RigSettings settings) {
  settings.node.lanes = {{"trading", LaneSettings{1U, true}}};
  for (auto& [actor, lane] : settings.node.placement) lane = "trading";
  return settings;
}

}  // namespace

const std::vector<std::string>& FrameBatches::next() {
  batch_.clear();
  for (std::size_t i = 0; i < kBatch; ++i, wide_ = !wide_)
    batch_.push_back(depth_ ? frames_.depth(wide_) : frames_.top(wide_));
  return batch_;
}

void HotTimes::record(MonoTime from, MonoTime ready, const Stamps& stamps) {
  total.record((ready - from).count);
  decode.record((stamps.published - from).count);
  decide.record((stamps.decided - stamps.published).count);
  encode.record((ready - stamps.decided).count);
}

HotTimes one_thread(const RigSettings& settings, const HotCase& measured) {
  TimedSink sink;
  HotRig rig(settings, {&sink, measured.stamps, measured.transport});
  FrameBatches batches(measured.depth);
  rig.prime(batches.maker());
  ReceiveBuffer buffer;
  std::optional<CacheSweep> caches;
  if (measured.cold) caches.emplace();
  HotTimes times;
  for_each_frame(batches, measured, [&](const std::string& frame, bool counts) {
    if (caches) caches->sweep();
    const std::string_view bytes = buffer.receive(frame);
    const std::uint64_t orders = sink.orders();
    const std::uint64_t allocations = allocation_count();
    const MonoTime from = steady_now();
    rig.take(bytes, from);
    rig.drain();
    if (!counts) return;
    ++times.frames;
    times.allocations += allocation_count() - allocations;
    if (sink.orders() != orders + 2)
      ++times.unanswered;
    else
      times.record(from, sink.ready(), sink.stamps());
  });
  return times;
}

HotTimes open_loop(const RigSettings& settings, const HotCase& measured, double per_second) {
  TimedSink sink;
  HotRig rig(settings, {&sink, measured.stamps, measured.transport});
  HotFrames maker;
  rig.prime(maker);
  const std::vector<std::string> frames = frames_ahead(maker, measured);
  ReceiveBuffer buffer;
  HotTimes times;
  std::uint64_t allocations = 0;
  at_rate(frames, per_second, [&](std::size_t i, MonoTime due) {
    if (i == measured.warm_up) allocations = allocation_count();
    const std::uint64_t orders = sink.orders();
    rig.take(buffer.receive(frames[i]), due);
    rig.drain();
    if (i < measured.warm_up) return;
    ++times.frames;
    if (sink.orders() != orders + 2)
      ++times.unanswered;
    else
      times.record(due, sink.ready(), sink.stamps());
  });
  times.allocations = allocation_count() - allocations;
  return times;
}

HotTimes open_loop_across_lanes(const RigSettings& settings, const HotCase& measured, double per_second) {
  const RigSettings placed = on_one_lane(settings);
  RecordingSink sink;
  HotRig rig(placed, {&sink, measured.stamps, measured.transport});
  HotFrames maker;
  rig.prime(maker);
  const std::vector<std::string> frames = frames_ahead(maker, measured);
  const std::uint64_t wanted = sink.orders() + 2 * frames.size();
  sink.skip(sink.orders() / 2 + measured.warm_up);
  HotTimes times;
  {
    const RunningLanes lanes(rig.path());
    pin_to(0);
    ReceiveBuffer buffer;
    std::uint64_t allocations = 0;
    at_rate(frames, per_second, [&](std::size_t i, MonoTime due) {
      if (i == measured.warm_up) allocations = allocation_count();
      rig.take(buffer.receive(frames[i]), due);
      rig.clear_outcomes();
    });
    // Frames that wait are answered together, so that the last orders are not known beforehand.
    for (std::uint64_t before = 0; sink.orders() < wanted && before != sink.orders();) {
      before = sink.orders();
      const MonoTime last = steady_now();
      while (steady_now() - last < Nanos{100'000'000}) rig.flush();
    }
    times.allocations = allocation_count() - allocations;
  }
  unpin();
  times.frames = sink.total().count();
  times.unanswered = times.frames == 0 ? measured.frames : 0;
  times.total = sink.total();
  return times;
}

std::vector<double> replay_rates(const RigSettings& settings, std::size_t runs) {
  TimedSink sink;
  HotRig rig(settings, {&sink, false, wire::Transport::websocket, false});
  HotFrames maker;
  rig.prime(maker);
  ReceiveBuffer buffer;
  std::vector<double> rates;
  std::vector<std::string> frames(26'000);
  for (std::size_t run = 0; run < runs; ++run) {
    for (std::size_t i = 0; i < frames.size(); ++i)
      frames[i] = i % 26 == 0 ? maker.depth(i % 52 == 0) : i % 5 == 1 ? maker.trade() : maker.top(i % 2 == 0);
    std::int64_t at = steady_now().nanos();
    const Timer timer;
    for (const std::string& frame : frames) {
      rig.take(buffer.receive(frame), MonoTime::from_nanos(at += 1'000));
      rig.drain();
    }
    rates.push_back(static_cast<double>(frames.size()) / timer.seconds());
  }
  return rates;
}

HotTimes across_lanes(const RigSettings& settings, const HotCase& measured) {
  const RigSettings placed = on_one_lane(settings);
  TimedSink sink;
  HotRig rig(placed, {&sink, measured.stamps, measured.transport});
  FrameBatches batches(measured.depth);
  rig.prime(batches.maker());
  HotTimes times;
  const RunningLanes lanes(rig.path());
  std::exception_ptr problem;
  std::jthread feed([&] {
    pin_to(0);
    ReceiveBuffer buffer;
    try {
      for_each_frame(batches, measured, [&](const std::string& frame, bool counts) {
        const std::string_view bytes = buffer.receive(frame);
        const std::uint64_t wanted = sink.orders() + 2;
        const std::uint64_t allocations = allocation_count();
        const MonoTime from = steady_now();
        rig.take(bytes, from);
        while (sink.orders() < wanted) require(steady_now() - from < kSecond, "a frame was not answered by lanes");
        rig.clear_outcomes();
        if (!counts) return;
        ++times.frames;
        times.allocations += allocation_count() - allocations;
        times.record(from, sink.ready(), sink.stamps());
      });
    } catch (...) {
      problem = std::current_exception();
    }
  });
  feed.join();
  if (problem) std::rethrow_exception(problem);
  return times;
}

SystemCalls one_thread_calls(const RigSettings& settings, const HotCase& measured) {
  return count_system_calls([&] {
    TimedSink sink;
    HotRig rig(settings, {&sink, measured.stamps, measured.transport});
    HotFrames maker;
    rig.prime(maker);
    const std::vector<std::string> frames = frames_ahead(maker, measured);
    const std::uint64_t wanted = sink.orders() + 2 * frames.size();
    ReceiveBuffer buffer;
    CallCounter::refuse_here();
    for (const std::string& frame : frames) {
      const std::string_view bytes = buffer.receive(frame);
      rig.take(bytes, steady_now());
      rig.drain();
    }
    if (sink.orders() == wanted) CallCounter::finish();
  });
}

SystemCalls across_lanes_calls(const RigSettings& settings, const HotCase& measured) {
  const RigSettings placed = on_one_lane(settings);
  return count_system_calls([&] {
    CountingSink sink;
    HotRig rig(placed, {&sink, measured.stamps, measured.transport});
    HotFrames maker;
    rig.prime(maker);
    const std::vector<std::string> frames = frames_ahead(maker, measured);
    sink.arm();
    const RunningLanes lanes(rig.path());
    pin_to(0);
    ReceiveBuffer buffer;
    CallCounter::refuse_here();
    for (const std::string& frame : frames) {
      const std::uint64_t wanted = sink.orders() + 2;
      const MonoTime from = steady_now();
      rig.take(buffer.receive(frame), from);
      while (sink.orders() < wanted) require(steady_now() - from < kSecond, "a frame was not answered by lanes");
      rig.clear_outcomes();
    }
    CallCounter::finish();
  });
}

RecordedTimes recorded_frames(const RigSettings& settings, const std::filesystem::path& feed, std::string_view stream,
                              wire::Transport transport) {
  constexpr std::size_t kWarmUp = 2'000;
  constexpr std::size_t kMost = 100'000;
  TimedSink sink;
  HotRig rig(settings, {&sink, false, transport});
  HotFrames maker;
  rig.prime_spot(maker);
  auto source = open_frames(feed);
  if (!source) throw std::runtime_error(source.error().text());
  ReceiveBuffer buffer, other;
  RapidJson rapid;
  RecordedTimes times;
  Frame frame;
  std::size_t met = 0;
  for (auto more = source.value()->next(frame); more && more.value() && times.path.frames < kMost;
       more = source.value()->next(frame)) {
    if (frame.bytes.size() + kFrameSlack > ReceiveBuffer::kSize) {
      static_cast<void>(rig.take_recorded_frame(frame));  // a snapshot
      rig.drain();
      continue;
    }
    const bool wanted = frame.bytes.substr(0, 64).find(stream) != std::string_view::npos;
    // A quote would change the best prices before the book's own frame does.
    if (stream == "depth" && frame.bytes.substr(0, 64).find("bookTicker") != std::string_view::npos) continue;
    const std::string text(frame.bytes);
    frame.bytes = buffer.receive(text);
    const std::uint64_t orders = sink.orders();
    const std::uint64_t allocations = allocation_count();
    const MonoTime from = steady_now();
    frame.monotonic = from;
    if (!rig.take_recorded_frame(frame)) continue;
    rig.drain();
    if (!wanted || sink.orders() != orders + 2 || ++met <= kWarmUp) continue;
    ++times.path.frames;
    times.path.allocations += allocation_count() - allocations;
    times.path.total.record((sink.ready() - from).count);
    other.receive(text);
    other.data()[text.size()] = '\0';
    const MonoTime parse = steady_now();
    rapid.parse(other.data());
    times.rapidjson.record((steady_now() - parse).count);
  }
  require(times.path.frames > 0, "no frame of the recording let a clip go");
  return times;
}

}  // namespace basis::bench
