#include <random>
#include <thread>

#include "tests/actors/trading/support.hpp"
#include "tests/support/allocations.hpp"
#include "tests/support/uninstrumented.hpp"

namespace basis {
namespace {

using namespace test;

/// No limit on the rate of orders.
const std::vector<std::string> kEager = {"limits.orders_per_second=10000",        "limits.order_burst=10000",
                                         "limits.total_orders_per_second=100000", "limits.total_order_burst=100000",
                                         "limits.maximum_position.BTC=1000000",   "limits.maximum_gross=1000000000"};

/// Forty frames, each of which changes a best price's size, so that each lets a clip go.
struct Script {
  struct Line {
    std::size_t feed;
    std::string text;
    Nanos at;
  };
  std::vector<Line> lines;

  Script() {
    for (int i = 0; i < 40; ++i) {
      const Nanos at = kMilli * (2 * i + 1);
      if (i % 2 == 0)
        lines.push_back(
            {0, spot_update(102 + i / 2, 102 + i / 2, "[]", fmt::format(R"([["50000.50","{}"]])", 1 + i)), at});
      else
        lines.push_back({1, perp_update(101 + i / 2, 102 + i / 2, fmt::format(R"([["50010.0","{}"]])", 1 + i)), at});
    }
  }
};

/// A pair of more coins than the script lets go: 0.01 a clip.
void work_all(Rig& rig) {
  PairOrder order = rig.pair(true, "1");
  order.terms.clip = quantity("0.01");
  rig.work(order, {});
}

std::string polled_transcript(const Script& script) {
  Rig rig({.overrides = kEager, .fills = false});
  rig.release();
  open_books(rig);
  work_all(rig);
  rig.drain();
  for (const Script::Line& line : script.lines) rig.take(line.feed, line.text, line.at);
  CHECK(rig.sent.all.size() == 82);
  return rig.sent.transcript();
}

TEST_CASE("the same frames give the same orders, byte for byte, on one polled lane and on real ones") {
  const Script script;
  const std::string first = polled_transcript(script);
  CHECK(first == polled_transcript(script));

  Rig rig({.overrides = kEager, .fills = false});
  rig.release();
  // The books and a first measurement of risk are there before the lanes run on their own.
  open_books(rig);
  work_all(rig);
  rig.drain();
  REQUIRE(rig.path().start().has_value());
  CHECK(rig.path().lanes().size() == 2);
  std::size_t orders = 2;
  for (const Script::Line& line : script.lines) {
    REQUIRE(rig.put(line.feed, line.text, line.at));
    orders += 2;
    while (!rig.sent_so_far(orders)) std::this_thread::yield();
    rig.answer_waiting(line.at);
    rig.path().catch_up();
  }
  rig.path().stop();
  CHECK(rig.path().dropped() == 0);
  CHECK(rig.sent.transcript() == first);
  CHECK(rig.path().risk().worst() == RiskStatus::safe);
}

struct Counting final : OrderSink {
  void order_ready(const OrderCommand&, FeedVenue, std::string_view bytes, const Stamps&) override {
    ++orders;
    size += bytes.size();
    allocated = allocations();
  }
  std::uint64_t orders = 0;
  std::uint64_t allocated = 0;  ///< by this thread, when the bytes of the last order were there
  std::uint64_t size = 0;
};

TEST_CASE("between a frame and its orders nothing is allocated, once warm") {
  Counting sink;
  Rig rig({.overrides = kEager, .sink = &sink, .fills = false});
  rig.release();
  open_books(rig);
  work_all(rig);
  rig.drain();
  const Script script;
  // What is kept of an order is kept after its bytes have gone, and is not counted.
  const auto allocated = [&](std::size_t from, std::size_t to) {
    std::uint64_t sum = 0;
    for (std::size_t i = from; i < to; ++i) {
      const Script::Line& line = script.lines[i];
      const std::uint64_t before = allocations();
      static_cast<void>(rig.put(line.feed, line.text, line.at));
      rig.path().drain();
      sum += sink.allocated - before;
      rig.drain(line.at);
    }
    return sum;
  };
  allocated(0, 10);
  CHECK(sink.orders == 22);
  CHECK(allocated(10, script.lines.size()) == 0);
  CHECK(sink.orders == 82);
}

/// Two markets whose streams lose frames, fall silent and start again, and whose
/// frames are handled in batches of any length.
class Storm {
 public:
  /// `batch`: frames that are handled together, on average.
  Storm(std::uint64_t seed, std::int64_t batch)
      : random_(seed), batch_(batch), watch_(*this), rig_({.overrides = kEager, .sink = &watch_}) {
    rig_.release();
    for (const std::size_t leg : {0U, 1U}) snapshot(leg);
    PairOrder order = rig_.pair(true, "1000");
    order.terms.clip = quantity("0.01");
    rig_.work(order, {});
  }

  void step() {
    now_ = now_ + kMilli * below(20);
    if (below(300) == 0) now_ = now_ + kSecond * (25 + below(20));
    const std::size_t leg = below(2) == 0 ? 0 : 1;
    switch (below(24)) {
      case 0: last_[leg] += 1 + below(3); break;  // frames lost
      case 1: snapshot(leg); break;
      case 2:
      case 3:
      case 4: put(1, mark("50005.00", "0.0001")); break;
      case 5: put(leg, R"({"stream":"btcusdt@depth)"); break;
      case 6:
        if (below(4) == 0) crossed(leg);
        break;
      default: update(leg); break;
    }
    if (below(batch_) != 0) return;
    unbatched_ = queued_ == 1;
    rig_.drain(now_);
    queued_ = 0;
  }

  [[nodiscard]] std::uint64_t orders() const { return watch_.orders; }
  Rig& rig() { return rig_; }

 private:
  struct Watch final : OrderSink {
    explicit Watch(Storm& of) : storm(of) {}
    void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view, const Stamps& stamps) override {
      ++orders;
      storm.judge(order, venue, stamps);
    }
    Storm& storm;
    std::uint64_t orders = 0;
  };

  void judge(const OrderCommand& order, FeedVenue venue, const Stamps& stamps) {
    CHECK((venue == FeedVenue::binance_spot) == (order.market.index() == 0));
    for (const std::size_t leg : {0U, 1U}) {
      const Feed::Followed& followed = *rig_.feed(leg).followed().front();
      // However many frames were waiting: both books are live now, when the order is signed.
      REQUIRE(followed.book.prices());
      REQUIRE(followed.priced);
      if (unbatched_) REQUIRE(stamps.received - followed.sent_at <= kSecond * 30);
    }
  }

  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
  }
  void put(std::size_t leg, const std::string& text) {
    static_cast<void>(rig_.put(leg, text, now_));
    ++queued_;
  }
  void snapshot(std::size_t leg) {
    const std::string text = leg == 0 ? kSpotBook : kPerpBook;
    put(leg, R"({"lastUpdateId":)" + std::to_string(last_[leg]) + text.substr(text.find(',')));
    update(leg);
  }
  void update(std::size_t leg) {
    send(leg, fmt::format(R"([["{}","{}"]])", leg == 0 ? "50000.00" : "50010.0", 1 + below(9)));
  }
  void crossed(std::size_t leg) { send(leg, R"([["50100.00","1"]])"); }
  void send(std::size_t leg, const std::string& bids) {
    const std::int64_t last = last_[leg]++;
    put(leg, leg == 0 ? spot_update(last + 1, last + 1, bids) : perp_update(last, last + 1, bids));
  }

  std::mt19937_64 random_;
  std::int64_t batch_;
  Watch watch_;
  Rig rig_;
  Nanos now_;
  std::array<std::int64_t, 2> last_{100, 100};
  int queued_ = 0;
  bool unbatched_ = false;
};

TEST_CASE("a stale, gapped or crossed book never leads to an order, whatever the order of things") {
  std::uint64_t orders = 0;
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    CAPTURE(seed);
    Storm storm(seed, std::array{1, 4, 100}[seed % 3]);
    for (int i = 0; i < 4'000; ++i) storm.step();
    orders += storm.orders();
    CHECK(storm.orders() % 2 == 0);
  }
  CHECK(orders > 1'000);  // else it has proved nothing
}

}  // namespace
}  // namespace basis
