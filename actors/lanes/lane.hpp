#pragma once

#include <atomic>
#include <caf/all.hpp>
#include <cstdint>
#include <deque>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "actors/lanes/polled_actor.hpp"
#include "core/base/result.hpp"
#include "core/base/utc_time.hpp"

namespace basis {

/// What a lane does when no work is waiting.
enum class LaneIdle {
  spin,   ///< polls again at once; for a lane with a core of its own
  yield,  ///< yields the core; for lanes that share cores
};

/// The core and the idle behaviour of a lane.
struct LanePlacement {
  std::optional<unsigned> cpu;  ///< core to pin the thread to; absent: not pinned
  LaneIdle idle = LaneIdle::yield;
};

/// Counters of a lane; can be read by any thread.
struct LaneCounters {
  std::uint64_t rounds = 0;
  std::uint64_t busy_rounds = 0;
  std::uint64_t handled = 0;
  std::uint64_t stalls = 0;  ///< busy rounds longer than `Lane::kStall`
  Nanos longest;             ///< longest busy round
  Nanos busy;                ///< time in busy rounds
  Nanos running;             ///< since the first round

  /// Share of the time in busy rounds.
  [[nodiscard]] double duty() const {
    return running.count > 0 ? static_cast<double>(busy.count) / static_cast<double>(running.count) : 0;
  }
};

/// Residents that are polled by one thread, in the order in which they were added. Without a thread
/// of its own, the owner calls `poll`; then the order of all events is deterministic.
class Lane : private caf::execution_unit {
 public:
  /// A busy round longer than this counts as a stall.
  static constexpr Nanos kStall{100'000};

  explicit Lane(caf::actor_system& system) : caf::execution_unit(&system) {}
  ~Lane() override { stop(); }
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

  /// Call it before the lane runs. The resident outlives the lane.
  void add(LaneResident& resident) { residents_.push_back(&resident); }

  /// One round over all residents; returns the number of things handled.
  std::size_t poll();
  /// Polls until a round handles nothing.
  void drain() {
    while (poll() != 0) {
    }
  }

  /// Starts the lane's own thread. Usage error: the thread cannot be pinned to the core.
  Result<void> start(const LanePlacement& placement);
  /// Ends the thread after its current round and a final drain.
  void stop();

  [[nodiscard]] LaneCounters counters() const;

 private:
  void exec_later(caf::resumable* ptr) override;
  void run(const LanePlacement& placement, std::promise<int>& pinned, const std::stop_token& stopping);
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
