#include <array>
#include <optional>

#include "tests/actors/feed/support.hpp"
#include "tests/actors/feed/wire_text.hpp"

namespace basis {
namespace {

using namespace test;

enum class Fault {
  none,
  drop,
  twice,
  swap,
  truncate,
  corrupt,
  cross,
  second_snapshot,
  late_snapshot,
  old_snapshot,
  restart,
  late_quote,
  stranger
};
constexpr std::array<const char*, 13> kFaultNames = {
    "none",          "drop",         "twice",   "swap",       "truncate", "corrupt", "cross", "second snapshot",
    "late snapshot", "old snapshot", "restart", "late quote", "stranger"};
constexpr std::array kVenues = {FeedVenue::binance_spot, FeedVenue::binance_usdm, FeedVenue::bybit, FeedVenue::okx};

/// What the market was at one of the venue's update ids.
struct Truth {
  std::int64_t time = 0;
  TopOfBook top;
  std::optional<Price> sell_average, buy_average;
};

/// What selling or buying `clip` gets, from levels best first.
template <class Levels>
std::optional<Price> average(const Levels& best_first, Quantity clip, Rounding rounding) {
  i128 paid = 0;
  std::int64_t left = clip.raw();
  for (const BookLevel& level : best_first) {
    const std::int64_t part = std::min(left, level.size.raw());
    paid += i128{level.price.raw()} * part;
    left -= part;
    if (left == 0) return Price::from_raw_checked(div_round(paid, clip.raw(), rounding));
  }
  return std::nullopt;
}

/// A venue's messages as text, with faults, into a feed; what the feed tells its
/// consumer is compared with what the venue was.
class Wire {
 public:
  Wire(FeedVenue venue, std::uint64_t seed)
      : policy_(feed_venue_info(venue).sync),
        requested_(policy_.snapshot == SyncPolicy::Snapshot::requested),
        text_(venue),
        world_(policy_, seed),
        random_(seed ^ 0x5EED),
        feed_(venue, market(venue), {.clips = {{AssetId{0}, kClip}}, .clock = nullptr, .observers = {}}) {
    note();
  }

  void step(Fault fault) {
    ++step_;
    switch (fault) {
      case Fault::none: deliver(next()); break;
      case Fault::drop: (void)next(); break;
      case Fault::twice: {
        const std::string frame = next();
        deliver(frame);
        if (below(2) == 0) deliver(next());
        deliver(frame);
        break;
      }
      case Fault::swap: {
        const std::string first = next();
        deliver(next());
        deliver(first);
        break;
      }
      case Fault::truncate: {
        std::string frame = next();
        frame.resize(static_cast<std::size_t>(below(static_cast<std::int64_t>(frame.size()))));
        deliver_broken(frame);
        break;
      }
      case Fault::corrupt: {
        std::string frame = next();
        frame[static_cast<std::size_t>(below(static_cast<std::int64_t>(frame.size())))] = noise();
        deliver_broken(frame);
        break;
      }
      case Fault::cross: {
        Message message = advance();
        message.bids.push_back(SyntheticVenue::level(world_.best_ask_tick() + below(3), 9));
        deliver(text_.stream(message));
        break;
      }
      case Fault::second_snapshot: deliver_snapshot(snapshot()); break;
      case Fault::late_snapshot: {
        const std::string late = snapshot();
        for (std::int64_t i = below(4); i >= 0; --i) deliver(next());
        deliver_snapshot(late);
        break;
      }
      case Fault::old_snapshot:
        if (!last_snapshot_.empty()) deliver_snapshot(std::string(last_snapshot_));
        break;
      case Fault::restart: restart(); break;
      case Fault::late_quote:
        if (!old_quote_.empty()) deliver(std::string(old_quote_));
        break;
      case Fault::stranger: deliver_broken(R"({"e":"trade","E":1,"s":"XYZUSDT","t":1,"p":"1","q":"1"})"); break;
    }
    if (below(3) == 0 && !quote_.empty()) deliver(std::string(quote_));
    answer_wishes();
  }

  /// Until what the consumer believes is what the venue is, and no quote ahead of a gap.
  bool recovers() {
    for (int i = 0; i < 60; ++i) {
      deliver(next());
      fetch_in_ = std::min(fetch_in_, 2);
      answer_wishes();
      // A snapshot from before ids fell waits for them to reach it, and asks for no other for long.
      if (i == 30) deliver_snapshot(snapshot());
      if (view_ && !feed_->followed().front()->ahead && same(*view_, truth_now().top)) return true;
    }
    return false;
  }

  std::int64_t below(std::int64_t bound) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(bound));
  }
  FedFeed& feed() { return feed_; }
  [[nodiscard]] std::uint64_t prices() const { return prices_; }
  [[nodiscard]] std::uint64_t ahead() const { return ahead_; }
  [[nodiscard]] std::uint64_t losses() const { return losses_; }

 private:
  static constexpr Quantity kClip = Quantity::from_raw(900);

  FollowedMarkets market(FeedVenue venue) const {
    Market one;
    one.venue = feed_venue_info(venue).configuration;
    one.native = one.symbol = text_.symbol();
    one.product = feed_venue_info(venue).spot ? Product::spot : Product::linear;
    one.tick = Price::from_raw(SyntheticVenue::kTick);
    one.base = AssetId{0};
    FollowedMarkets all;
    const MarketId id = all.universe->follow(std::move(one), nullptr, nullptr);
    all.markets.push_back(&(*all.universe)[id]);
    return all;
  }

  Message advance() {
    Message message = world_.next();
    note();
    // Bybit sends no quotes with its book's ids.
    const std::int64_t id = message.chain.last_id;
    if (!quote_.empty() && below(4) == 0) old_quote_ = quote_;
    quote_ = text_.quote(id, world_.time(), world_.top_now());
    if (below(3) == 0 && !quote_.empty()) deliver(std::string(quote_));
    return message;
  }
  std::string next() { return text_.stream(advance()); }

  /// Takes down what the venue is now, under its update id and under its time.
  void note() {
    const Message whole = world_.snapshot();
    Truth truth;
    truth.time = world_.time();
    truth.top = world_.top_now();
    truth.sell_average =
        average(std::vector<BookLevel>(whole.bids.rbegin(), whole.bids.rend()), kClip, Rounding::floor);
    truth.buy_average = average(whole.asks, kClip, Rounding::ceil);
    by_time_[world_.time()] = truth;
    by_id_[whole.chain.last_id] = truth;
  }
  const Truth& truth_now() const { return by_time_.at(world_.time()); }

  std::string snapshot() {
    const Message whole = world_.snapshot();
    return requested_ ? text_.rest(whole) : text_.stream(whole);
  }
  void restart() {
    const auto said = world_.restart();
    note();
    if (said) deliver(text_.stream(*said));
    // Where neither snapshots nor all quotes carry a time, those from before cannot be
    // told from those after: a new connection would have none of them.
    if (requested_) last_snapshot_.clear(), old_quote_.clear(), quote_.clear();
  }

  /// Any byte that cannot turn a number into another one: that is TLS's to keep out.
  char noise() {
    for (;;) {
      const char byte = static_cast<char>(below(256));
      constexpr std::string_view kMeaningful = "0123456789-+.eE \t\r\n";
      if (kMeaningful.find(byte) == kMeaningful.npos) return byte;
    }
  }

  void deliver_snapshot(const std::string& frame) {
    last_snapshot_ = frame;
    deliver(frame, requested_ && below(2) == 0 ? "https://x.example/depth?limit=1000&symbol=ABCUSDT" : "");
  }
  /// A frame that need not be one; where it is taken, it is taken for what it was.
  void deliver_broken(const std::string& frame) {
    take(frame, "");
    check();
  }
  void deliver(const std::string& frame, std::string_view url = {}) {
    REQUIRE_MESSAGE(take(frame, url), frame);
    check();
  }
  bool take(const std::string& frame, std::string_view url) { return feed_.take(frame, Nanos{1'000'000} * step_, url); }

  /// What the consumer believes after what came, against what was.
  void check() {
    for (const FeedEvent& event : feed_.events()) {
      if (std::holds_alternative<PriceLost>(event.what)) {
        REQUIRE_MESSAGE(view_.has_value(), "a price was lost twice");
        view_.reset();
        believed_ = 0;
        ++losses_;
        continue;
      }
      view_ = std::get<TopUpdate>(event.what);
      ++prices_;
    }
    if (!view_) return;
    const Feed::Followed& followed = *feed_->followed().front();
    REQUIRE(followed.book.prices());
    const BookChain& position = followed.book.position();
    const std::int64_t id = followed.ahead ? followed.ahead->update_id : position.last_id;
    // Bybit's restarts use ids again; its updates are told apart by their time.
    const bool by_time = policy_.restart_id.has_value();
    const auto& truths = by_time ? by_time_ : by_id_;
    const auto at = truths.find(by_time ? WireText::time_of(followed.book.exchange_time_ns()) : id);
    REQUIRE_MESSAGE(at != truths.end(), id);
    REQUIRE(same(*view_, at->second.top));
    REQUIRE_MESSAGE(at->second.time >= believed_, "the price went back in time");
    believed_ = at->second.time;
    if (followed.ahead) {
      ++ahead_;
      if (view_->buy_average) REQUIRE(*view_->buy_average >= view_->ask);
      if (view_->sell_average) REQUIRE(*view_->sell_average <= view_->bid);
      return;
    }
    REQUIRE(view_->sell_average == at->second.sell_average);
    REQUIRE(view_->buy_average == at->second.buy_average);
  }
  static bool same(const TopUpdate& said, const TopOfBook& top) {
    return said.bid == top.bid.price && said.bid_size == top.bid.size && said.ask == top.ask.price &&
           said.ask_size == top.ask.size;
  }

  void answer_wishes() {
    if (!feed_->followed().front()->book.wants_snapshot()) {
      fetch_in_ = kNotFetching;
    } else if (fetch_in_ == kNotFetching) {
      fetch_in_ = static_cast<int>(below(5));
    } else if (--fetch_in_ <= 0) {
      fetch_in_ = kNotFetching;
      deliver_snapshot(snapshot());
    }
  }

  static constexpr int kNotFetching = 1'000;
  const SyncPolicy& policy_;
  bool requested_;
  WireText text_;
  SyntheticVenue world_;
  std::mt19937_64 random_;
  FedFeed feed_;
  std::map<std::int64_t, Truth> by_id_, by_time_;
  std::optional<TopUpdate> view_;
  std::string last_snapshot_, quote_, old_quote_;
  int fetch_in_ = kNotFetching;
  std::int64_t step_ = 0;
  std::int64_t believed_ = 0;  ///< the venue's time of the price last believed
  std::uint64_t prices_ = 0, ahead_ = 0, losses_ = 0;
};

TEST_CASE("what a feed says is true, and it comes back after the next snapshot, whatever the wire does") {
  for (const FeedVenue venue : kVenues) {
    for (std::uint64_t seed = 1; seed <= 1; ++seed) {
      CAPTURE(feed_venue_info(venue).name);
      CAPTURE(seed);
      Wire wire(venue, seed);
      REQUIRE(wire.recovers());
      std::array<int, kFaultNames.size()> done{};
      for (int step = 0; step < 2'500; ++step) {
        const auto fault =
            static_cast<Fault>(wire.below(12) == 0 ? wire.below(static_cast<std::int64_t>(kFaultNames.size())) : 0);
        CAPTURE(step);
        CAPTURE(std::string(kFaultNames[static_cast<std::size_t>(fault)]));
        ++done[static_cast<std::size_t>(fault)];
        wire.step(fault);
        if (step % 250 == 249) REQUIRE(wire.recovers());
      }
      for (const int times : done) CHECK(times > 0);
      CHECK(wire.prices() > 500);
      CHECK(wire.losses() > 30);
      CHECK((wire.ahead() > 100) == (venue != FeedVenue::bybit));
      CHECK(wire.feed()->counters().failed > 10);
    }
  }
}

TEST_CASE("every fault by itself is mended by the next snapshot") {
  for (const FeedVenue venue : kVenues) {
    for (std::size_t fault = 0; fault < kFaultNames.size(); ++fault) {
      for (std::uint64_t seed = 100; seed < 105; ++seed) {
        CAPTURE(feed_venue_info(venue).name);
        CAPTURE(std::string(kFaultNames[fault]));
        CAPTURE(seed);
        Wire wire(venue, seed);
        REQUIRE(wire.recovers());
        for (std::uint64_t i = 0; i < seed % 5; ++i) wire.step(Fault::none);
        wire.step(static_cast<Fault>(fault));
        wire.step(Fault::none);
        REQUIRE(wire.recovers());
      }
    }
  }
}

TEST_CASE("a faultless wire is priced from its first snapshot on and never lost") {
  for (const FeedVenue venue : kVenues) {
    CAPTURE(feed_venue_info(venue).name);
    Wire wire(venue, 7);
    REQUIRE(wire.recovers());
    for (int step = 0; step < 2'000; ++step) wire.step(Fault::none);
    CHECK(wire.losses() == 0);
    CHECK(wire.feed()->counters().failed == 0);
    CHECK(wire.feed()->followed().front()->book.counters().snapshots == 1);
  }
}

}  // namespace
}  // namespace basis
