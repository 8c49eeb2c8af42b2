// Costs of passing something to another thread, from a single cache line to CAF's own scheduler.
#include <concurrentqueue/concurrentqueue.h>
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <condition_variable>
#include <cstdlib>
#include <mutex>
#include <queue>

#include "actors/lanes/feed_queue.hpp"
#include "actors/lanes/handlers.hpp"
#include "actors/lanes/lane.hpp"
#include "bench/pinning.hpp"
#include "bench/result_rows.hpp"

namespace basis::bench {
namespace {

struct Ball {
  FeedEvent event;
};
using Player = caf::typed_actor<caf::reacts_to<Ball>>;

}  // namespace
}  // namespace basis::bench
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(basis::bench::Ball)
namespace basis::bench {
namespace {

constexpr std::size_t kTurns = 10;

std::int64_t now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

/// Records half of each round trip. The end of one is the start of the next, so that each reads the
/// clock once.
class RoundTrips {
 public:
  RoundTrips(LatencyHistogram& hops, std::size_t rounds) : hops_(hops), left_(rounds), last_(now()) {}
  /// Ends a round trip; returns false after the last one.
  bool over() {
    const std::int64_t at = now();
    hops_.record((at - last_) / 2);
    last_ = at;
    return --left_ > 0;
  }

 private:
  LatencyHistogram& hops_;
  std::size_t left_;
  std::int64_t last_;
};

/// Runs `far` on core 1 while `near` runs on core 0.
template <class Far, class Near>
void play(Far&& far, Near&& near) {
  std::jthread other([&] {
    pin_to(1);
    far();
  });
  pin_to(0);
  near();
}

void ping_pong_cache_line(LatencyHistogram& hops, std::size_t rounds) {
  struct alignas(128) Line {
    std::atomic<std::size_t> number{0};
  };
  Line there, back;
  play(
      [&] {
        for (std::size_t i = 1; i <= rounds; ++i) {
          while (there.number.load(std::memory_order_acquire) != i) {
          }
          back.number.store(i, std::memory_order_release);
        }
      },
      [&] {
        RoundTrips trips(hops, rounds);
        std::size_t i = 1;
        do {
          there.number.store(i, std::memory_order_release);
          while (back.number.load(std::memory_order_acquire) != i) {
          }
          ++i;
        } while (trips.over());
      });
}

/// For any queue with `push(event)` and a `pop()` that waits.
template <class Queue>
void ping_pong_queue(LatencyHistogram& hops, std::size_t rounds) {
  Queue there, back;
  play(
      [&] {
        for (std::size_t i = 0; i < rounds; ++i) back.push(there.pop());
      },
      [&] {
        RoundTrips trips(hops, rounds);
        FeedEvent event;
        event.market = MarketId{0};
        do {
          there.push(event);
          event = back.pop();
        } while (trips.over());
      });
}

/// The feed's queue, polled.
class Polled {
 public:
  void push(const FeedEvent& event) { queue_.push(event); }
  FeedEvent pop() {
    while (queue_.pop(batch_) == 0) {
    }
    return batch_.front();
  }

 private:
  FeedQueue queue_{1'024, 1};
  std::array<FeedEvent, 1> batch_;
};

/// moodycamel's queue for any number of producers and consumers, with tokens.
class Shared {
 public:
  void push(const FeedEvent& event) { require(queue_.try_enqueue(producer_, event), "the queue is full"); }
  FeedEvent pop() {
    while (queue_.try_dequeue_bulk(consumer_, batch_.data(), batch_.size()) == 0) {
    }
    return batch_.front();
  }

 private:
  moodycamel::ConcurrentQueue<FeedEvent> queue_{1'024, 1, 0};
  moodycamel::ProducerToken producer_{queue_};
  moodycamel::ConsumerToken consumer_{queue_};
  std::array<FeedEvent, 1> batch_;
};

/// A ring buffer for one producer and one consumer whose slots have their own fill mark: the lower
/// bound for a queue between two threads.
class Ring {
 public:
  void push(const FeedEvent& event) {
    Slot& slot = slots_[pushed_ % slots_.size()];
    slot.event = event;
    slot.number.store(++pushed_, std::memory_order_release);
  }
  FeedEvent pop() {
    const Slot& slot = slots_[popped_ % slots_.size()];
    ++popped_;
    while (slot.number.load(std::memory_order_acquire) != popped_) {
    }
    return slot.event;
  }

 private:
  struct Slot {
    FeedEvent event;
    std::atomic<std::uint64_t> number{0};
  };
  std::array<Slot, 64> slots_;
  alignas(64) std::uint64_t pushed_ = 0;
  alignas(64) std::uint64_t popped_ = 0;
};

/// The simplest implementation: a mutex and a condition variable.
class Locked {
 public:
  void push(const FeedEvent& event) {
    {
      const std::lock_guard lock(mutex_);
      events_.push(event);
    }
    filled_.notify_one();
  }
  FeedEvent pop() {
    std::unique_lock lock(mutex_);
    filled_.wait(lock, [this] { return !events_.empty(); });
    const FeedEvent event = events_.front();
    events_.pop();
    return event;
  }

 private:
  std::mutex mutex_;
  std::condition_variable filled_;
  std::queue<FeedEvent> events_;
};

struct System {
  System() : system(configure(config)) {}
  static caf::actor_system_config& configure(caf::actor_system_config& config) {
    config.set("scheduler.max-threads", 2U);
    config.set("logger.console", caf::atom("none"));
    return config;
  }
  caf::actor_system_config config;
  caf::actor_system system;
};

class LanePlayer final : public PolledActor<Player> {
 private:
  auto handlers() {
    return std::tuple{[this](const Ball& ball) {
      if (trips_ != nullptr && !trips_->over())
        done_ = true;
      else
        send_pooled(other_, ball);
    }};
  }

 public:
  using PolledActor::PolledActor;
  void face(Player other) { other_ = std::move(other); }
  void count(RoundTrips* trips) { trips_ = trips; }
  [[nodiscard]] bool done() const { return done_; }
  void leave() { other_ = nullptr; }

 protected:
  behavior_type make_behavior() override { return behavior_of<behavior_type>(handlers()); }
  bool take_directly(caf::mailbox_element& element) override { return handle_pooled(handlers(), element); }

 private:
  Player other_;
  RoundTrips* trips_ = nullptr;
  bool done_ = false;
};

void ping_pong_lanes(LatencyHistogram& hops, std::size_t rounds) {
  prepare_messages<Ball>();
  System caf;
  auto near = spawn_hosted<LanePlayer, Player>(caf.system);
  auto far = spawn_hosted<LanePlayer, Player>(caf.system);
  near.actor->face(far.handle);
  far.actor->face(near.handle);
  Lane here(caf.system), there(caf.system);
  here.add(*near.actor);
  there.add(*far.actor);
  const auto started = there.start({1U, LaneIdle::spin});
  if (!started) throw std::runtime_error(started.error().text());
  pin_to(0);
  RoundTrips trips(hops, rounds);
  near.actor->count(&trips);
  send_pooled(far.handle, Ball{});
  while (!near.actor->done()) here.poll();
  there.stop();
  near.actor->leave();
  far.actor->leave();
  for (const Player& player : {near.handle, far.handle}) caf::anon_send_exit(player, caf::exit_reason::user_shutdown);
  here.drain();
  there.drain();
}

/// From a thread that is no actor to an actor on CAF's scheduler, and back by a cache line. With
/// two actors both would run on one worker, which is no hop between threads.
void throw_at_scheduler(LatencyHistogram& hops, std::size_t rounds) {
  unpin();
  System caf;
  std::atomic<std::size_t> caught{0};
  std::atomic<std::int64_t> thrown{0};
  const Player player = caf.system.spawn([&](Player::pointer) -> Player::behavior_type {
    return {[&](const Ball&) {
      hops.record(now() - thrown.load(std::memory_order_relaxed));
      caught.fetch_add(1, std::memory_order_release);
    }};
  });
  for (std::size_t i = 1; i <= rounds; ++i) {
    thrown.store(now(), std::memory_order_relaxed);
    caf::anon_send(player, Ball{});
    while (caught.load(std::memory_order_acquire) != i) {
    }
  }
  caf::anon_send_exit(player, caf::exit_reason::user_shutdown);
}

struct Subject {
  const char* name;
  void (*play)(LatencyHistogram&, std::size_t);
  std::size_t rounds;  ///< per turn
  LatencyHistogram hops = {};
};

void run(bool quick, ResultRows& rows) {
  const std::size_t often = quick ? 5'000 : 30'000;
  const std::size_t seldom = quick ? 100 : 500;
  const auto subjects = std::make_unique<std::array<Subject, 7>>(std::array<Subject, 7>{{
      {"raw cache line", ping_pong_cache_line, often},
      {"single-producer ring", ping_pong_queue<Ring>, often},
      {"feed queue", ping_pong_queue<Polled>, often},
      {"moodycamel queue for many, with tokens", ping_pong_queue<Shared>, often},
      {"CAF actor on a polled lane", ping_pong_lanes, often},
      {"mutex and condition variable", ping_pong_queue<Locked>, seldom},
      {"CAF actor on its scheduler", throw_at_scheduler, seldom},
  }});
  for (std::size_t turn = 0; turn < kTurns; ++turn)
    // In turn, so that a change in the machine's speed affects all of them.
    for (Subject& subject : *subjects) subject.play(subject.hops, subject.rounds);
  fmt::print(
      "## Hops\n\nNanoseconds from one thread to the other: half of a round trip between cores 0 and 1 (one way for "
      "CAF's scheduler), with a market "
      "data event of {} bytes in all but the first. {} turns of each.\n\n"
      "| ns | p50 | p90 | p99 | p99.9 | max | times the raw one |\n|---|---:|---:|---:|---:|---:|---:|\n",
      sizeof(FeedEvent), kTurns);
  const char* raw = subjects->front().name;
  for (const Subject& subject : *subjects) {
    const ResultRow& row = rows.add(subject.name, subject.hops, subject.name == raw ? "" : raw);
    fmt::print("| {} | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {} |\n", row.name, row.p50, row.p90, row.p99,
               row.p999, row.max, row.baseline.empty() ? std::string() : fmt::format("{:.1f}", row.ratio));
  }
}

}  // namespace
}  // namespace basis::bench

int main(int argc, char** argv) {
  CLI::App app("Measures hops between threads and prints a section of bench/RESULTS.md", "bench_hops");
  std::string history, json;
  bool quick = false;
  app.add_option("--history", history, "Taken as every benchmark takes it, and not needed");
  app.add_option("--json", json, "Writes the figures to this file");
  app.add_flag("--quick", quick, "A sixth of the round trips");
  CLI11_PARSE(app, argc, argv);
  try {
    basis::bench::ResultRows rows("hops");
    basis::bench::run(quick, rows);
    rows.write(json);
    return EXIT_SUCCESS;
  } catch (const std::exception& problem) {
    fmt::print(stderr, "bench_hops: {}\n", problem.what());
  }
  return EXIT_FAILURE;
}
