#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <caf/all.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "actors/feed/take_recorded.hpp"
#include "actors/lanes/hosted_system.hpp"
#include "actors/lanes/pooled_message.hpp"
#include "actors/trading/hot_path.hpp"
#include "core/config/load_config.hpp"
#include "tests/core/marketdata/book_support.hpp"
#include "tests/support/numbers.hpp"
#include "tests/support/source_dir.hpp"
#include "tests/venues/followed_markets.hpp"

namespace basis::test {

inline const std::string kConfigs = test::shipped_configs().string();
inline constexpr Nanos kMilli{1'000'000};
inline constexpr std::int64_t kEpoch = 1'700'000'000'000'000'000;

inline const Settings& shipped_settings() {
  static const Settings kSettings = [] {
    auto loaded = load_config(kConfigs, "btc_basis", {}, Environment{});
    REQUIRE_MESSAGE(loaded.has_value(), loaded.error().text());
    return loaded.value().settings;
  }();
  return kSettings;
}

inline NodeSettings hot_settings(const std::vector<std::string>& overrides = {}) {
  auto loaded = load_node(kConfigs, overrides);
  REQUIRE_MESSAGE(loaded.has_value(), loaded.error().text());
  return loaded.value();
}

/// Not static: CAF's own statics are gone before those of a program.
using System = HostedSystem;

/// An order as it would have gone to its venue.
struct SentOrder {
  OrderCommand order;
  FeedVenue venue = FeedVenue::binance_spot;
  std::string bytes;
  Stamps stamps;
};

class Sent final : public OrderSink {
 public:
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override {
    all.push_back({order, venue, std::string(bytes), stamps});
  }
  /// Everything that was sent, byte for byte.
  [[nodiscard]] std::string transcript() const {
    std::string text;
    for (const SentOrder& one : all) text += one.bytes + "\n";
    return text;
  }
  std::vector<SentOrder> all;
};

/// Keeps the commands, so that they can be answered from another thread, and passes everything on.
class Answerable final : public OrderSink {
 public:
  explicit Answerable(OrderSink& next) : next_(next) { commands_.reserve(1 << 14); }
  void order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes, const Stamps& stamps) override {
    {
      const std::scoped_lock lock(mutex_);
      commands_.push_back(order);
    }
    next_.order_ready(order, venue, bytes, stamps);
  }
  /// Command number `index`; absent when there are not so many.
  [[nodiscard]] std::optional<OrderCommand> command(std::size_t index) const {
    const std::scoped_lock lock(mutex_);
    return index < commands_.size() ? std::optional(commands_[index]) : std::nullopt;
  }

 private:
  OrderSink& next_;
  mutable std::mutex mutex_;
  std::vector<OrderCommand> commands_;
};

struct RigChoice {
  std::vector<std::string> overrides = {};
  std::vector<FeedVenue> perps = {FeedVenue::binance_usdm};
  OrderSink* sink = nullptr;  ///< absent: `sent`
  HotClock::Reading clock = nullptr;
  bool trades = true;  ///< pairs are worked in all the markets
  bool fills = true;   ///< false: the venues end every order unfilled
};

/// BTC on Binance spot against the perps that are asked for, from frames to orders.
class Rig {
 public:
  explicit Rig(const RigChoice& choice = {})
      : venue_(choice.sink != nullptr ? *choice.sink : sent), fills_(choice.fills), buffer_(1 << 16) {
    std::vector<SeenSymbol> seen = {{FeedVenue::binance_spot, "BTCUSDT", 2}};
    for (const FeedVenue venue : choice.perps)
      seen.push_back({venue, venue == FeedVenue::okx ? "BTC-USDT-SWAP" : "BTCUSDT", 2});
    HotPathParts parts;
    followed_ = followed_beside_mode(seen, shipped_settings());
    parts.universe = followed_.universe.get();
    parts.markets = followed_.markets;
    parts.settings = hot_settings(choice.overrides);
    parts.mode = &shipped_settings();
    if (choice.trades) {
      for (const Market* market : followed_.markets) parts.tradable.push_back(market->id);
      parts.access = [](FeedVenue venue) {
        return VenueAccess{std::string(feed_venue_info(venue).name.substr(0, 5)) + ".example",
                           {Secret("key"), Secret("secret"), Secret("passphrase")}};
      };
    }
    parts.node_id = "run7";
    parts.sink = &venue_;
    parts.clock = choice.clock;
    auto made = HotPath::create(caf_.system, std::move(parts));
    REQUIRE_MESSAGE(made.has_value(), made.error().text());
    path_ = std::move(made).value();
    if (choice.trades) open_venues();
    Feed::Options options;
    options.clips = path_->clips();
    for (const SeenSymbol& symbol : seen) {
      auto feed = Feed::create(symbol.venue, followed_.markets, path_->consumers(), options);
      REQUIRE(feed.has_value());
      feeds_.push_back(std::move(feed).value());
    }
  }

  /// Takes one frame in, at `at`, without anybody acting on it yet.
  bool put(std::size_t feed, std::string_view text, Nanos at, std::string_view url = {}) {
    const PaddedFrame padded = buffer_.assign(text);
    Frame frame;
    frame.received = UtcTime::from_nanos(kEpoch + at.count);
    frame.channel = url;
    frame.bytes = padded.text();
    return take_recorded(*feeds_[feed], frame);
  }
  /// The same, and the lane runs until nothing is left to do.
  void take(std::size_t feed, std::string_view text, Nanos at, std::string_view url = {}) {
    REQUIRE(put(feed, text, at, url));
    drain(at);
  }
  /// Runs the lane until nothing is left to do. The venues fill every order whole at its limit, without a
  /// fee, or end it.
  void drain(Nanos at = {}) {
    path_->drain();
    answer_waiting(at);
    path_->drain();
  }
  /// The venues answer what they were sent; the lane handles it when it runs.
  void answer_waiting(Nanos at) {
    for (auto next = venue_.command(filled_); next; next = venue_.command(++filled_)) {
      answer(*next, ReportKind::accepted, at);
      answer(*next, fills_ ? ReportKind::fill : ReportKind::expired, at);
    }
  }
  void release(Nanos at = {}) { path_->set_kill_switch({KillState::active, "released by the test", mono(at)}); }
  /// Gives the lane a pair of spot against the perp of a feed: entered by buying spot, left by selling it.
  void work(const PairOrder& order, Nanos at) { path_->work(order, UtcTime::from_nanos(kEpoch + at.count), mono(at)); }
  [[nodiscard]] PairOrder pair(bool enters, const char* coins, std::size_t perp = 1) const {
    PairOrder order;
    order.id = 1;
    order.first = {market(0), enters ? OrderSide::buy : OrderSide::sell, false};
    order.second = PairLeg{market(perp), enters ? OrderSide::sell : OrderSide::buy, !enters};
    order.coins = quantity(coins);
    order.terms.clip = quantity("0.1");
    order.terms.slippage = BasisPoints::from_int(2);
    order.terms.max_naked = kSecond * 10;
    return order;
  }
  /// What the lane told since the last call.
  [[nodiscard]] std::vector<HotOutcome> outcomes() {
    std::vector<HotOutcome> all;
    path_->outcomes([&](const HotOutcome& outcome) { all.push_back(outcome); });
    return all;
  }
  /// Orders that have gone to the venues, told on whatever thread they went.
  [[nodiscard]] bool sent_so_far(std::size_t orders) const { return venue_.command(orders - 1).has_value(); }
  static MonoTime mono(Nanos at) { return MonoTime::from_nanos(kEpoch + at.count); }

  [[nodiscard]] AccountId account(std::string_view name) const {
    return followed_.universe->find_account(name).value();
  }

  [[nodiscard]] const SenderCounters& counters() const { return path_->sender()->counters(); }
  [[nodiscard]] std::uint64_t refused(PreTradeReason reason) const {
    return counters().refused[static_cast<std::size_t>(reason)];
  }
  HotPath& path() { return *path_; }
  [[nodiscard]] const Universe& universe() const { return *followed_.universe; }
  /// The market of a feed: the spot market, then the perps that were asked for.
  [[nodiscard]] MarketId market(std::size_t feed) const { return followed_.markets[feed]->id; }
  caf::actor_system& system() { return caf_.system; }
  Feed& feed(std::size_t index) { return *feeds_[index]; }
  Sent sent;

 private:
  void open_venues() {
    for (const Market* market : followed_.markets) path_->set_ready(market->id, {true, true}, Quantity{});
    path_->drain();
  }
  void answer(const OrderCommand& order, ReportKind kind, Nanos at) {
    OrderReport report;
    report.id = order.id;
    report.kind = kind;
    report.side = order.side;
    report.market = order.market;
    report.order = VenueKey::of(static_cast<std::int64_t>(filled_) + 1);
    report.trade = kind == ReportKind::fill ? VenueKey::of(static_cast<std::int64_t>(filled_) + 1) : VenueKey{};
    report.price = order.limit;
    report.size = kind == ReportKind::expired ? Quantity{} : order.size;
    report.fee_known = true;
    report.fee_asset = followed_.universe->quote_asset();
    report.at_venue = UtcTime::from_nanos(kEpoch + at.count);
    path_->report(report, report.at_venue, mono(at));
  }

  System caf_;
  Answerable venue_;
  bool fills_;
  std::size_t filled_ = 0;  ///< commands that were answered
  FrameBuffer buffer_;
  FollowedMarkets followed_;
  std::unique_ptr<HotPath> path_;
  std::vector<std::unique_ptr<Feed>> feeds_;
};

// Frames of BTC. Spot 50000.00 / 50000.50, perp 50010.0 / 50010.1, five coins on each level.

inline const char* const kSpotBook = R"({"lastUpdateId":100,"bids":[["50000.00","5"]],"asks":[["50000.50","5"]]})";
inline const char* const kPerpBook =
    R"({"lastUpdateId":100,"E":1,"T":1,"bids":[["50010.0","5"]],"asks":[["50010.1","5"]]})";

inline std::string spot_update(std::int64_t first, std::int64_t last, std::string_view bids = "[]",
                               std::string_view asks = "[]") {
  return fmt::format(
      R"({{"stream":"btcusdt@depth@100ms","data":{{"e":"depthUpdate","E":1700000000000,"s":"BTCUSDT","U":{},"u":{},"b":{},"a":{}}}}})",
      first, last, bids, asks);
}
inline std::string perp_update(std::int64_t previous, std::int64_t last, std::string_view bids = "[]",
                               std::string_view asks = "[]") {
  return fmt::format(
      R"({{"stream":"btcusdt@depth@0ms","data":{{"e":"depthUpdate","E":1700000000000,"T":1700000000000,"s":"BTCUSDT","U":{},"u":{},"pu":{},"b":{},"a":{}}}}})",
      previous + 1, last, previous, bids, asks);
}
/// `rate`: of an interval of eight hours.
inline std::string mark(const char* price, const char* rate) {
  return fmt::format(
      R"({{"stream":"btcusdt@markPrice@1s","data":{{"e":"markPriceUpdate","E":1700000000000,"s":"BTCUSDT","p":"{0}","P":"{0}","i":"{0}","r":"{1}","T":1700006400000}}}})",
      price, rate);
}
/// Both books live. Spot bought at 50000.50 and the perp sold at 50010.0 is an edge of 1.8999 bps.
inline void open_books(Rig& rig, Nanos at = {}) {
  rig.take(0, kSpotBook, at);
  rig.take(0, spot_update(101, 101), at);
  rig.take(1, kPerpBook, at);
  rig.take(1, perp_update(99, 101), at);
  REQUIRE(rig.feed(0).book(rig.market(0))->prices());
  REQUIRE(rig.feed(1).book(rig.market(1))->prices());
}

}  // namespace basis::test
