#include <doctest/doctest.h>

#include <array>
#include <optional>

#include "tests/core/marketdata/synthetic_venue.hpp"

namespace basis {
namespace {

using namespace test;

enum class Fault { none, drop, twice, swap, truncate, cross, second_snapshot, late_snapshot, old_snapshot, restart };
constexpr std::array kFaults = {Fault::none,         Fault::drop,   Fault::twice,           Fault::swap,
                                Fault::truncate,     Fault::cross,  Fault::second_snapshot, Fault::late_snapshot,
                                Fault::old_snapshot, Fault::restart};
constexpr std::array<const char*, 10> kFaultNames = {"none",         "drop",   "twice",           "swap",
                                                     "truncate",     "cross",  "second snapshot", "late snapshot",
                                                     "old snapshot", "restart"};

/// A client between the venue and the book: passes messages on, with faults,
/// fetches the snapshots the book asks for, and compares the book with the truth
/// after every message.
class Client {
 public:
  Client(const SyncPolicy& policy, std::uint64_t seed)
      : policy_(policy),
        venue_(policy, seed),
        book_({.tick = Price::from_raw(SyntheticVenue::kTick),
               .sync = policy,
               .window = PriceLadder::kLeastWindow,
               .not_reached_limit = 20}) {}

  void step(Fault fault) {
    ++step_;
    switch (fault) {
      case Fault::none: deliver(venue_.next()); break;
      case Fault::drop: (void)venue_.next(); break;
      case Fault::twice: {
        const Message message = venue_.next();
        deliver(message);
        if (venue_.below(2) == 0) deliver(venue_.next());
        deliver(message);
        break;
      }
      case Fault::swap: {
        const Message first = venue_.next();
        deliver(venue_.next());
        deliver(first);
        break;
      }
      case Fault::truncate: cut(); break;
      case Fault::cross: {
        // A level the venue does not have: a bid at or over its best ask.
        Message message = venue_.next();
        message.bids.push_back(SyntheticVenue::level(venue_.best_ask_tick() + venue_.below(3), 9));
        deliver(message);
        break;
      }
      case Fault::second_snapshot: deliver(venue_.snapshot()); break;
      case Fault::late_snapshot: {
        const Message snapshot = venue_.snapshot();
        for (std::int64_t i = venue_.below(4); i >= 0; --i) deliver(venue_.next());
        deliver(snapshot);
        break;
      }
      case Fault::old_snapshot:
        if (last_snapshot_) deliver(*last_snapshot_);
        break;
      case Fault::restart:
        if (const auto said = venue_.restart()) deliver(*said);
        // A snapshot fetched from before the restart cannot be told from one after it
        // by ids alone; nobody answers a request twice.
        if (policy_.snapshot == SyncPolicy::Snapshot::requested) last_snapshot_.reset();
        break;
    }
    answer_wishes();
  }

  /// Until the book is live and up to date, as long as a snapshot and what follows it may take. Ids that start anew are
  /// taken for old ones at first.
  bool recovers() {
    for (int i = 0; i < 60 && !(book_.prices() && book_.top() == venue_.top_now()); ++i) {
      deliver(venue_.next());
      fetch_in_ = std::min(fetch_in_, 2);
      answer_wishes();
    }
    return book_.prices() && book_.top() == venue_.top_now();
  }

  [[nodiscard]] const OrderBook& book() const { return book_; }
  [[nodiscard]] std::uint64_t compared() const { return compared_; }
  SyntheticVenue& venue() { return venue_; }

 private:
  void deliver(const Message& message) {
    const std::int64_t before = book_.state() == BookState::live ? book_.exchange_time_ns() : 0;
    book_.apply(message.view(), UtcTime::from_nanos(step_));
    if (message.snapshot) last_snapshot_ = message;
    compare(before);
  }

  /// A frame cut short is no JSON: the decoder hands nothing on, and the owner
  /// may take the connection for broken.
  void cut() {
    (void)venue_.next();
    if (venue_.below(2) != 0) return;
    book_.invalidate(StaleReason::disconnected, UtcTime::from_nanos(step_));
    // The next connection does not send the messages of this one.
    last_snapshot_.reset();
  }

  void compare(std::int64_t before) {
    if (!book_.prices()) {
      REQUIRE(book_.top() == std::nullopt);
      return;
    }
    // A live book never goes back in time, and it is what the venue was then.
    REQUIRE(book_.exchange_time_ns() >= before);
    REQUIRE(book_.top() == venue_.top_at(book_.exchange_time_ns()));
    ++compared_;
  }

  /// Snapshots take their time; meanwhile the stream goes on.
  void answer_wishes() {
    if (!book_.wants_snapshot()) {
      fetch_in_ = kNotFetching;
    } else if (fetch_in_ == kNotFetching) {
      fetch_in_ = static_cast<int>(venue_.below(5));
    } else if (--fetch_in_ <= 0) {
      fetch_in_ = kNotFetching;
      deliver(venue_.snapshot());
    }
  }

  static constexpr int kNotFetching = 1'000;
  const SyncPolicy& policy_;
  SyntheticVenue venue_;
  OrderBook book_;
  std::optional<Message> last_snapshot_;
  int fetch_in_ = kNotFetching;
  std::int64_t step_ = 0;
  std::uint64_t compared_ = 0;
};

constexpr std::array kPolicies = {&kBinanceSpotSync, &kBinanceUsdmSync, &kBybitV5Sync, &kOkxV5Sync};

TEST_CASE("a live book is never wrong and always comes back, whatever the stream does") {
  for (const SyncPolicy* policy : kPolicies) {
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      CAPTURE(policy->name);
      CAPTURE(seed);
      Client client(*policy, seed);
      REQUIRE(client.recovers());
      std::array<int, kFaults.size()> done{};
      for (int step = 0; step < 4'000; ++step) {
        const Fault fault =
            client.venue().below(12) == 0 ? kFaults[static_cast<std::size_t>(client.venue().below(10))] : Fault::none;
        CAPTURE(step);
        CAPTURE(std::string(kFaultNames[static_cast<std::size_t>(fault)]));
        ++done[static_cast<std::size_t>(fault)];
        client.step(fault);
        if (step % 400 == 399) REQUIRE(client.recovers());
      }
      for (const int times : done) CHECK(times > 0);
      // The book was live most of the time, or the comparisons above say little.
      CHECK(client.compared() > 1'500);
      CHECK(client.book().counters().resyncs > 50);
      CHECK(client.book().counters().stale_for(StaleReason::gap) > 0);
      CHECK(client.book().counters().stale_for(StaleReason::crossed) > 0);
    }
  }
}

TEST_CASE("every fault by itself is mended by the next snapshot") {
  for (const SyncPolicy* policy : kPolicies) {
    for (const Fault fault : kFaults) {
      for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        CAPTURE(policy->name);
        CAPTURE(std::string(kFaultNames[static_cast<std::size_t>(fault)]));
        CAPTURE(seed);
        Client client(*policy, seed);
        REQUIRE(client.recovers());
        for (std::uint64_t i = 0; i < seed % 5; ++i) client.step(Fault::none);
        client.step(fault);
        client.step(Fault::none);
        REQUIRE(client.recovers());
      }
    }
  }
}

TEST_CASE("a faultless stream is live from its first snapshot on and never asks again") {
  for (const SyncPolicy* policy : kPolicies) {
    CAPTURE(policy->name);
    Client client(*policy, 3);
    REQUIRE(client.recovers());
    for (int step = 0; step < 3'000; ++step) {
      client.step(Fault::none);
      REQUIRE(client.book().prices());
      REQUIRE(client.book().top() == client.venue().top_now());
    }
    CHECK(client.book().counters().snapshots == 1);
    CHECK((client.book().counters().heartbeats > 50) == (policy == &kOkxV5Sync));
  }
}

}  // namespace
}  // namespace basis
