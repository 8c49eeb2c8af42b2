#pragma once

#include <atomic>
#include <caf/all.hpp>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "actors/lanes/polled_actor.hpp"
#include "core/base/result.hpp"
#include "core/time/utc_time.hpp"

namespace basis {

/// What a lane does when nothing waits.
enum class LaneIdle {
  spin,   ///< looks again at once: for a core of its own
  yield,  ///< lets others run: where lanes share cores
};

/// Where a lane runs.
struct LanePlacement {
  std::optional<unsigned> cpu;  ///< pinned to; absent: wherever the kernel puts it
  LaneIdle idle = LaneIdle::yield;
};

/// What a lane has done; read by any thread.
struct LaneCounters {
  std::uint64_t rounds = 0;
  std::uint64_t busy_rounds = 0;
  std::uint64_t handled = 0;
  std::uint64_t stalls = 0;  ///< busy rounds longer than `Lane::kStall`
  Nanos longest;             ///< busy round
  Nanos busy;                ///< time in busy rounds
  Nanos running;             ///< since the first round

  /// Share of its time the lane was busy.
  [[nodiscard]] double duty() const {
    return running.count > 0 ? static_cast<double>(busy.count) / static_cast<double>(running.count) : 0;
  }
};

/// One thread's worth of residents, polled in the order they were added. Without
/// a thread of its own, `poll` is called by whoever owns it: then everything
/// happens in the same order every time.
class Lane : private caf::execution_unit {
 public:
  /// A busy round over this counts as a stall.
  static constexpr Nanos kStall{100'000};

  explicit Lane(caf::actor_system& system) : caf::execution_unit(&system) {}
  ~Lane() override { stop(); }
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// Before the lane runs. The resident outlives the lane.
  void add(LaneResident& resident) { residents_.push_back(&resident); }

  /// One round over all residents; how much was handled.
  std::size_t poll();
  /// Rounds until one handles nothing.
  void drain() {
    while (poll() != 0) {
    }
  }

  /// Starts the lane's own thread. A core that cannot be pinned to is a usage error.
  Result<void> start(const LanePlacement& placement);
  /// Ends the thread after its current round.
  void stop();

  [[nodiscard]] LaneCounters counters() const;

 private:
  void exec_later(caf::resumable* ptr) override;
  void run(LaneIdle idle, const std::stop_token& stopping);
  std::size_t poll_timed(MonoTime& now);

  std::vector<LaneResident*> residents_;
  std::deque<caf::resumable*> ready_;

  struct Shared {
    std::atomic<std::uint64_t> rounds{0}, busy_rounds{0}, handled{0}, stalls{0};
    std::atomic<std::int64_t> longest{0}, busy{0}, running{0};
  };
  Shared counted_;
  std::jthread thread_;
};

}  // namespace basis
