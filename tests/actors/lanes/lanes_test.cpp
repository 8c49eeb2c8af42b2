#include <doctest/doctest.h>

#include <atomic>
#include <random>
#include <set>
#include <thread>

#include "actors/lanes/feed_queue.hpp"
#include "actors/lanes/handlers.hpp"
#include "actors/lanes/hosted_system.hpp"
#include "actors/lanes/lane.hpp"
#include "actors/lanes/pooled_message.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/uninstrumented.hpp"

using namespace basis;

namespace {

struct Count {
  std::int64_t value = 0;
};
struct Ask {};
struct Sum {
  std::int64_t value = 0;
  std::int64_t count = 0;
};

}  // namespace
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(Count)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(Ask)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(Sum)
namespace {

using Adder = caf::typed_actor<caf::reacts_to<Count>, caf::replies_to<Ask>::with<Sum>>;

class AdderActor final : public PolledActor<Adder> {
 public:
  AdderActor(caf::actor_config& config, Adder next) : PolledActor(config), next_(std::move(next)) {}
  void stop() { this->quit(); }

 protected:
  behavior_type make_behavior() override {
    return {[this](const Count& count) {
              sum_.value += count.value;
              ++sum_.count;
              if (next_) send_pooled(next_, count);
            },
            [this](Ask) { return sum_; }};
  }

 private:
  Sum sum_;
  Adder next_;
};

/// Handles by one table, as the actors of the hot path do.
class TableActor final : public PolledActor<Adder> {
 private:
  auto handlers() {
    return std::tuple{[this](const Count& count) {
                        require(count.value >= 0, "less than nothing");
                        sum_.value += count.value;
                        ++sum_.count;
                      },
                      [this](Ask) { return sum_; }};
  }

 public:
  using PolledActor::PolledActor;
  [[nodiscard]] int direct() const { return direct_; }

 protected:
  behavior_type make_behavior() override { return behavior_of<behavior_type>(handlers()); }
  bool take_directly(caf::mailbox_element& element) override {
    const bool taken = handle_pooled(handlers(), element);
    direct_ += taken ? 1 : 0;
    return taken;
  }

 private:
  Sum sum_;
  int direct_ = 0;
};

using System = HostedSystem;

FeedEvent top(std::uint16_t market, std::int64_t id) {
  FeedEvent event;
  event.market = MarketId{market};
  TopUpdate update;
  update.update_id = id;
  event.what = update;
  return event;
}

}  // namespace

TEST_CASE("a pool of slots gives each slot to one taker, over threads") {
  constexpr std::size_t kSlots = 64;
  SlotPool pool(40, kSlots);
  std::set<void*> all;
  {
    SlotPool::Chain few = pool.take(10);
    CHECK(few.count == 10);
    SlotPool::Chain rest = pool.take(1'000);
    CHECK(rest.count == kSlots - 10);
    CHECK(pool.take(1).count == 0);
    for (SlotPool::Chain* chain : {&few, &rest})
      while (void* const slot = pool.pop(*chain)) all.insert(slot);
  }
  CHECK(all.size() == kSlots);
  int elsewhere = 0;
  CHECK_FALSE(pool.give(&elsewhere));
  for (void* slot : all) CHECK(pool.give(slot));
  std::atomic<int> taken_twice = 0;
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 4; ++t)
      threads.emplace_back([&pool, &taken_twice, t] {
        SlotStock stock(pool);
        for (int i = 0; i < 20'000; ++i) {
          auto* slot = static_cast<std::atomic<int>*>(stock.take());
          if (slot == nullptr) continue;
          slot->store(t, std::memory_order_relaxed);
          std::this_thread::yield();
          if (slot->load(std::memory_order_relaxed) != t) ++taken_twice;
          pool.give(slot);
        }
      });
  }
  CHECK(taken_twice == 0);
  // What threads had in stock is back.
  SlotPool::Chain whole = pool.take(1'000);
  std::set<void*> again;
  while (void* const slot = pool.pop(whole)) again.insert(slot);
  CHECK(again == all);
}

TEST_CASE("actors on one lane, polled by its owner: messages, requests, and in the same order every time") {
  System caf;
  const auto last = spawn_hosted<AdderActor, Adder>(caf.system, Adder{});
  const auto first = spawn_hosted<AdderActor, Adder>(caf.system, last.handle);
  Lane lane(caf.system);
  lane.add(*first.actor);
  lane.add(*last.actor);
  for (std::int64_t i = 1; i <= 1'000; ++i) send_pooled(first.handle, Count{i});
  lane.drain();
  caf::scoped_actor self{caf.system};
  for (const Adder& adder : {first.handle, last.handle}) {
    auto request = self->request(adder, caf::infinite, Ask{});
    lane.drain();
    request.receive(
        [](const Sum& sum) {
          CHECK(sum.value == 500'500);
          CHECK(sum.count == 1'000);
        },
        [](const caf::error&) { FAIL("no answer"); });
  }
}

TEST_CASE("pooled messages and CAF's own reach the same handler, the pooled ones past the behavior") {
  System caf;
  const auto table = spawn_hosted<TableActor, Adder>(caf.system);
  Lane lane(caf.system);
  lane.add(*table.actor);
  for (int i = 0; i < 3; ++i) send_pooled(table.handle, Count{1});
  caf::anon_send(table.handle, Count{10});
  send_pooled<Count>(table.handle, [](Count& count) { count.value = 100; });
  caf::scoped_actor self{caf.system};
  auto request = self->request(table.handle, caf::infinite, Ask{});
  lane.drain();
  request.receive([](const Sum& sum) { CHECK((sum.value == 113 && sum.count == 5)); },
                  [](const caf::error&) { FAIL("no answer"); });
  CHECK(table.actor->direct() == 4);
  send_pooled(table.handle, Count{-1});
  CHECK_THROWS_AS(lane.drain(), InvariantError);
}

TEST_CASE("a message between hosted actors allocates nothing, and CAF's own copies still work") {
  prepare_messages<Count>();
  System caf;
  const auto last = spawn_hosted<AdderActor, Adder>(caf.system, Adder{});
  const auto first = spawn_hosted<AdderActor, Adder>(caf.system, last.handle);
  Lane lane(caf.system);
  lane.add(*first.actor);
  lane.add(*last.actor);
  send_pooled(first.handle, Count{1});
  lane.drain();
  const auto before = allocations();
  for (int i = 0; i < 100; ++i) {
    send_pooled(first.handle, Count{1});
    lane.drain();
  }
  CHECK(allocations() == before);
  CHECK(MessagePool<Count>::instance().misses() == 0);
  auto element = PooledMessage<Count>::make({7});
  CHECK(element->copy_content_to_message().get_as<Count>(0).value == 7);
  CHECK(element->move_content_to_message().get_as<Count>(0).value == 7);
}

TEST_CASE("more messages than the pool holds are late, counted, and all there") {
  System caf;
  const auto adder = spawn_hosted<AdderActor, Adder>(caf.system, Adder{});
  Lane lane(caf.system);
  lane.add(*adder.actor);
  const std::size_t many = MessagePool<Count>::kSlots + 100;
  const auto missed = MessagePool<Count>::instance().misses();
  for (std::size_t i = 0; i < many; ++i) send_pooled(adder.handle, Count{1});
  CHECK(MessagePool<Count>::instance().misses() == missed + 100);
  lane.drain();
  caf::scoped_actor self{caf.system};
  auto request = self->request(adder.handle, caf::infinite, Ask{});
  lane.drain();
  request.receive([&](const Sum& sum) { CHECK(sum.count == static_cast<std::int64_t>(many)); },
                  [](const caf::error&) { FAIL("no answer"); });
}

TEST_CASE("a lane on its own thread: senders on others, nothing lost, requests answered") {
  System caf;
  const auto last = spawn_hosted<AdderActor, Adder>(caf.system, Adder{});
  const auto first = spawn_hosted<AdderActor, Adder>(caf.system, last.handle);
  Lane one(caf.system);
  Lane two(caf.system);
  one.add(*first.actor);
  two.add(*last.actor);
  REQUIRE(one.start({}));
  REQUIRE(two.start({}));
  {
    std::vector<std::jthread> senders;
    for (int t = 0; t < 3; ++t)
      senders.emplace_back([&first] {
        for (int i = 0; i < 5'000; ++i) send_pooled(first.handle, Count{1});
      });
  }
  caf::scoped_actor self{caf.system};
  std::int64_t seen = 0;
  while (seen < 15'000)
    self->request(last.handle, caf::infinite, Ask{})
        .receive(
            [&](const Sum& sum) {
              const Uninstrumented unwatched;
              seen = sum.count;
            },
            [](const caf::error&) { FAIL("no answer"); });
  CHECK(seen == 15'000);
  one.stop();
  two.stop();
  CHECK(one.counters().handled > 0);
  CHECK(one.counters().busy_rounds <= one.counters().rounds);
  CHECK(one.counters().duty() <= 1);
}

TEST_CASE("a request to an actor that has gone is answered with an error") {
  System caf;
  const auto adder = spawn_hosted<AdderActor, Adder>(caf.system, Adder{});
  Lane lane(caf.system);
  lane.add(*adder.actor);
  caf::anon_send_exit(adder.handle, caf::exit_reason::user_shutdown);
  lane.drain();
  caf::scoped_actor self{caf.system};
  bool refused = false;
  self->request(adder.handle, caf::infinite, Ask{})
      .receive([](const Sum&) { FAIL("an answer from nobody"); }, [&](const caf::error&) { refused = true; });
  CHECK(refused);
}

TEST_CASE("a core there is not is a usage error") {
  System caf;
  Lane lane(caf.system);
  const auto started = lane.start({1'000, LaneIdle::yield});
  REQUIRE_FALSE(started);
  CHECK(started.error().kind == ErrorKind::usage);
}

TEST_CASE("feed queue: in order while there is room") {
  FeedQueue queue(64, 4);
  std::array<FeedEvent, 8> out;
  CHECK(queue.pop(out) == 0);
  for (std::int64_t i = 0; i < 20; ++i) queue.push(top(static_cast<std::uint16_t>(i % 4), i));
  std::int64_t next = 0;
  for (std::size_t n = queue.pop(out); n != 0; n = queue.pop(out))
    for (std::size_t i = 0; i < n; ++i) CHECK(std::get<TopUpdate>(out[i].what).update_id == next++);
  CHECK(next == 20);
  CHECK(queue.dropped() == 0);
}

TEST_CASE("feed queue: full, it keeps the newest of each market and kind, and counts what it dropped") {
  const std::uint64_t seed = std::random_device{}();
  INFO("seed ", seed);
  std::mt19937_64 random(seed);
  FeedQueue queue(64, 3);
  std::array<std::int64_t, 3> newest{-1, -1, -1};
  std::array<std::int64_t, 3> last_seen{-1, -1, -1};
  std::uint64_t pushed = 0;
  std::uint64_t popped = 0;
  std::array<FeedEvent, 16> out;
  const auto take = [&] {
    const std::size_t n = queue.pop(out);
    for (std::size_t i = 0; i < n; ++i) {
      const std::size_t at = out[i].market.index();
      const std::int64_t id = std::get<TopUpdate>(out[i].what).update_id;
      CHECK(id > last_seen[at]);
      last_seen[at] = id;
    }
    popped += n;
    return n;
  };
  for (std::int64_t i = 0; i < 10'000; ++i) {
    const auto market = static_cast<std::uint16_t>(random() % 3);
    queue.push(top(market, i));
    newest[market] = i;
    ++pushed;
    if (random() % 40 == 0) take();
  }
  CHECK(queue.dropped() > 0);
  do queue.flush();
  while (take() != 0 || queue.waiting() != 0);
  CHECK(last_seen == newest);
  CHECK(popped + queue.dropped() == pushed);
}

TEST_CASE("feed queue: of what waits for room the newest is handed over") {
  FeedQueue queue(32, 2);
  std::int64_t id = 0;
  while (queue.waiting() == 0) queue.push(top(0, ++id));
  for (int i = 0; i < 3; ++i) queue.push(top(0, ++id));
  CHECK(queue.dropped() == 3);
  std::array<FeedEvent, 64> out;
  std::int64_t last = 0;
  for (int round = 0; round < 2; ++round, queue.flush())
    for (std::size_t n = queue.pop(out); n != 0; n = queue.pop(out))
      last = std::get<TopUpdate>(out[n - 1].what).update_id;
  for (std::size_t n = queue.pop(out); n != 0; n = queue.pop(out))
    last = std::get<TopUpdate>(out[n - 1].what).update_id;
  CHECK(last == id);
}

TEST_CASE("feed queue: a lost price takes the place of the price, not of a trade") {
  FeedQueue queue(32, 1);
  for (std::int64_t i = 0; queue.waiting() == 0; ++i) queue.push(top(0, i));
  FeedEvent trade = top(0, 0);
  trade.what = TradeUpdate{};
  queue.push(trade);
  CHECK(queue.dropped() == 0);
  FeedEvent lost = top(0, 0);
  lost.what = PriceLost{};
  queue.push(lost);
  CHECK(queue.dropped() == 1);
  CHECK(queue.waiting() == 2);
}
