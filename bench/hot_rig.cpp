#include "bench/hot_rig.hpp"

#include "actors/feed/take_recorded.hpp"

#include <fmt/format.h>

#include "actors/lanes/pooled_message.hpp"
#include "bench/percentile.hpp"

namespace basis::bench {
namespace {

constexpr Nanos kForever = kHour * 24;
/// Offset added to the steady clock, because orders carry a UTC time with thirteen digits of
/// milliseconds.
constexpr std::int64_t kEpoch = 1'700'000'000'000'000'000;

template <class T>
T value_of(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().text());
  return std::move(result).value();
}

void raise_limits(NodeSettings& node) {
  node.max_age = node.max_funding_age = node.max_risk_age = kForever;
  node.daily_loss = node.maximum_gross = node.maximum_order_notional = Amount::from_int(1'000'000'000'000);
  node.orders_per_second = node.total_orders_per_second = 1'000'000'000;
  node.order_burst = node.total_order_burst = 1'000'000'000;
  node.maximum_position["BTC"] = Quantity::from_int(10'000'000);
}

UtcTime utc(MonoTime at) { return UtcTime::from_nanos(kEpoch + at.nanos()); }

}  // namespace

void TimedSink::order_ready(const OrderCommand&, FeedVenue, std::string_view bytes, const Stamps& stamps) {
  const std::uint64_t before = orders_.load(std::memory_order_relaxed);
  keep(*bytes.data());
  if (before % 2 == 0) {
    // Without stamps of the stages, all stamps are that of the frame, so the clock is read here.
    ready_ = stamps.encoded == stamps.received ? steady_now() : stamps.encoded;
    stamps_ = stamps;
  }
  orders_.store(before + 1, std::memory_order_release);
}

RigSettings rig_settings(const std::filesystem::path& configs) {
  RigSettings settings{value_of(load_node(configs, {})),
                       value_of(load_config(configs, "btc_basis", {}, Environment{})).settings};
  raise_limits(settings.node);
  return settings;
}

HotRig::HotRig(const RigSettings& settings, const Options& options)
    : config_(std::make_unique<caf::actor_system_config>()), venue_(options.sink) {
  config_->set("scheduler.max-threads", 1u);
  config_->set("logger.console", caf::atom("none"));
  system_ = std::make_unique<caf::actor_system>(*config_);
  HotPathParts parts;
  universe_ = value_of(Universe::build(settings.mode));
  const auto followed = value_of(follow_markets(
      {{FeedVenue::binance_spot, "BTCUSDT", 2}, {FeedVenue::binance_usdm, "BTCUSDT", 1}}, settings.mode, universe_));
  parts.universe = &universe_;
  for (const MarketId id : followed) parts.markets.push_back(&universe_[id]);
  parts.settings = settings.node;
  parts.mode = &settings.mode;
  if (options.works) parts.tradable = followed;
  parts.access = [transport = options.transport](FeedVenue venue) -> VenueAccess {
    const std::string text(64, 'k');
    return {venue == FeedVenue::binance_spot ? "api.binance.com" : "fapi.binance.com",
            {Secret(text), Secret(text), Secret(text)},
            transport};
  };
  parts.node_id = "bench";
  parts.sink = options.expires ? static_cast<OrderSink*>(&venue_) : options.sink;
  parts.clock = options.stamps ? steady_now : nullptr;
  const std::vector<const Market*> markets = parts.markets;
  path_ = value_of(HotPath::create(*system_, std::move(parts)));
  venue_.connect(*path_);
  if (options.works)
    for (const Market* market : markets) path_->set_ready(market->id, {true, true}, Quantity{});
  pair_ = {markets.front()->id, markets.back()->id};
  const Feed::Options feed{path_->clips(), options.stamps ? steady_now : nullptr, {}};
  spot_ = value_of(Feed::create(FeedVenue::binance_spot, markets, path_->consumers(), feed));
  perp_ = value_of(Feed::create(FeedVenue::binance_usdm, markets, path_->consumers(), feed));
  path_->set_kill_switch({KillState::active, "benchmark", steady_now()});
}

HotRig::~HotRig() = default;

void ExpiringVenue::order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes,
                                const Stamps& stamps) {
  if (next_ != nullptr) next_->order_ready(order, venue, bytes, stamps);
  OrderReport report;
  report.id = order.id;
  report.side = order.side;
  report.market = order.market;
  report.order = VenueKey::of(++orders_);
  report.price = order.limit;
  report.size = order.size;
  report.at_venue = stamps.received_utc;
  path_->report(report, stamps.received_utc, stamps.received);
  report.kind = ReportKind::expired;
  report.size = {};
  path_->report(report, stamps.received_utc, stamps.received);
}

void HotRig::receive(Feed& feed, const std::string& text) {
  std::vector<char> buffer(text.begin(), text.end());
  buffer.resize(text.size() + kFrameSlack);
  take(feed, {buffer.data(), text.size()}, steady_now());
  drain();
}

/// More coins than any measurement lets go, without an edge to wait for.
void HotRig::begin_pair() {
  if (path_->sender() == nullptr) return;
  PairOrder order;
  order.id = 1;
  order.first = {pair_[0], OrderSide::buy, false};
  order.second = PairLeg{pair_[1], OrderSide::sell, false};
  order.coins = Quantity::from_int(1'000'000);
  order.terms.clip = Quantity::parse("0.1").value();
  order.terms.slippage = BasisPoints::from_int(2);
  order.terms.max_naked = kSecond * 10;
  const MonoTime now = steady_now();
  path_->work(order, utc(now), now);
  drain();
}

void HotRig::prime_spot(HotFrames& frames) {
  receive(*spot_, frames.spot_snapshot());
  receive(*spot_, HotFrames::spot_update());
  begin_pair();
}

void HotRig::prime(HotFrames& frames) {
  receive(*spot_, frames.spot_snapshot());
  receive(*spot_, HotFrames::spot_update());
  receive(*perp_, frames.perp_snapshot());
  receive(*perp_, HotFrames::mark());
  receive(*perp_, frames.depth(false));
  begin_pair();
}

void HotRig::report(const OrderReport& report) {
  const MonoTime now = steady_now();
  path_->report(report, utc(now), now);
  drain();
}

bool HotRig::take_recorded_frame(const Frame& frame) { return take_recorded(*perp_, frame); }

void HotRig::take(Feed& feed, std::string_view bytes, MonoTime at) {
  Frame frame;
  frame.received = utc(at);
  frame.monotonic = at;
  frame.bytes = bytes;
  if (!take_recorded(feed, frame)) {
    feed.note_failure("benchmark");
    throw std::runtime_error("a frame of the benchmark was refused: " + feed.counters().failures.back().text);
  }
}

}  // namespace basis::bench
