#include "actors/lanes/lane.hpp"

#include <fmt/format.h>
#include <pthread.h>
#include <sched.h>

#include <chrono>
#include <cstring>

#include "actors/lanes/pooled_message.hpp"

namespace basis {
namespace {

constexpr std::size_t kMostPerResident = 64;

MonoTime now() {
  return MonoTime::from_nanos(
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
          .count());
}

/// Zero, or the error number of the system.
int pin_this_thread(unsigned cpu) {
  cpu_set_t cpus;
  CPU_ZERO(&cpus);
  CPU_SET(cpu, &cpus);
  return ::pthread_setaffinity_np(::pthread_self(), sizeof cpus, &cpus);
}

/// Without an atomic increment, because only the lane's thread writes the counters.
template <class T, class D>
void count_up(std::atomic<T>& counter, D by) {
  counter.store(counter.load(std::memory_order_relaxed) + static_cast<T>(by), std::memory_order_relaxed);
}

}  // namespace

std::size_t Lane::poll() {
  std::size_t handled = 0;
  for (LaneResident* resident : residents_) handled += resident->poll(*this, kMostPerResident);
  while (!ready_.empty()) {
    caf::resumable* next = ready_.front();
    ready_.pop_front();
    if (next->resume(this, kMostPerResident) == caf::resumable::resume_later) ready_.push_back(next);
    ++handled;
  }
  return handled;
}

std::size_t Lane::poll_timed(MonoTime& last) {
  const std::size_t handled = poll();
  count_up(counted_.rounds, 1);
  if (handled == 0) return 0;
  const MonoTime done = now();
  const Nanos took = done - last;
  last = done;
  count_up(counted_.busy_rounds, 1);
  count_up(counted_.handled, handled);
  count_up(counted_.busy, took.count);
  if (took > kStall) count_up(counted_.stalls, 1);
  if (took.count > counted_.longest.load(std::memory_order_relaxed))
    counted_.longest.store(took.count, std::memory_order_relaxed);
  return handled;
}

/// The thread is pinned before it touches memory, so that its pages are on the NUMA node of its
/// core.
void Lane::run(const LanePlacement& placement, std::promise<int>& pinned, const std::stop_token& stopping) {
  const int fault = placement.cpu ? pin_this_thread(*placement.cpu) : 0;
  pinned.set_value(fault);
  if (fault != 0) return;
  StockedPools::prepare_thread();
  const MonoTime started = now();
  MonoTime last = started;
  while (!stopping.stop_requested()) {
    if (poll_timed(last) != 0) continue;
    if (placement.idle == LaneIdle::yield) std::this_thread::yield();
    // The start time of the next round, used when that round is busy.
    last = now();
    counted_.running.store((last - started).count, std::memory_order_relaxed);
  }
  drain();
  counted_.running.store((now() - started).count, std::memory_order_relaxed);
}

Result<void> Lane::start(const LanePlacement& placement) {
  std::promise<int> pinned;
  std::future<int> outcome = pinned.get_future();
  thread_ = std::jthread([this, placement, told = std::move(pinned)](const std::stop_token& stopping) mutable {
    run(placement, told, stopping);
  });
  const int fault = outcome.get();
  if (fault == 0) return ok();
  stop();
  return Error(ErrorKind::usage, fmt::format("a lane cannot run on core {}: {}", *placement.cpu, std::strerror(fault)));
}

void Lane::stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

LaneCounters Lane::counters() const {
  const auto read = [](const auto& counter) { return counter.load(std::memory_order_relaxed); };
  return {read(counted_.rounds),        read(counted_.busy_rounds),    read(counted_.handled),
          read(counted_.stalls),        Nanos{read(counted_.longest)}, Nanos{read(counted_.busy)},
          Nanos{read(counted_.running)}};
}

/// Called only for actors that are not on a lane, such as those that a resident spawns.
void Lane::exec_later(caf::resumable* ptr) { ready_.push_back(ptr); }

}  // namespace basis
