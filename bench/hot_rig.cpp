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

void raise_limits(HotPathSettings& hot) {
  hot.max_age = hot.max_funding_age = hot.max_risk_age = kForever;
  hot.cool_down = {};
  hot.minimum_entry_basis_bps = -1e9;
  hot.daily_loss = hot.maximum_gross = hot.maximum_order_notional = Amount::from_int(1'000'000'000);
  hot.orders_per_second = hot.total_orders_per_second = 1'000'000'000;
  hot.order_burst = hot.total_order_burst = 1'000'000'000;
}

}  // namespace

void TimedSink::order_ready(const OrderCommand&, FeedVenue, std::string_view bytes, const Stamps& stamps) {
  const std::uint64_t before = orders_.load(std::memory_order_relaxed);
  keep(*bytes.data());
  if (before % 2 == 0) {
    // Without stamps of the stages, all stamps are that of the frame, so the clock is read here.
    ready_ = stamps.signed_at == stamps.received ? steady_now() : stamps.signed_at;
    stamps_ = stamps;
  }
  orders_.store(before + 1, std::memory_order_release);
}

double last_carry(const HotPath& path) {
  for (const auto& asset : path.pricing().assets())
    for (std::size_t pair = 0; pair < asset->quotes.size(); ++pair)
      if (asset->traded[pair] && asset->quotes[pair]) return asset->quotes[pair]->carry_annual_bps.value();
  broken_invariant("the pair was never priced");
}

RigSettings rig_settings(const std::filesystem::path& configs) {
  RigSettings settings{value_of(load_hot_path(configs, {})),
                       value_of(load_config(configs, "btc_basis", {}, Environment{})).settings};
  raise_limits(settings.hot);
  // With thresholds that are never reached, to measure the carries of the two shapes of the book.
  settings.hot.enter_carry_bps = 1e9;
  settings.hot.exit_carry_bps = -1e9;
  HotRig rig(settings, {});
  HotFrames frames;
  rig.prime(frames);
  ReceiveBuffer buffer;
  double carries[2];
  for (const bool wide : {true, false}) {
    rig.take(buffer.receive(frames.depth(wide)), steady_now());
    rig.drain();
    carries[wide] = last_carry(rig.path());
  }
  const double step = (carries[false] - carries[true]) / 4;
  require(step > 0, "a wider spread costs more");
  settings.hot.enter_carry_bps = carries[false] - step;
  settings.hot.exit_carry_bps = carries[true] + step;
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
  parts.settings = settings.hot;
  parts.mode = &settings.mode;
  parts.trades = true;
  parts.access = [](FeedVenue venue) -> VenueAccess {
    const std::string text(64, 'k');
    return {venue == FeedVenue::binance_spot ? "api.binance.com" : "fapi.binance.com",
            {Secret(text), Secret(text), Secret(text)}};
  };
  parts.node_id = "bench";
  parts.sink = &venue_;
  parts.clock = options.stamps ? steady_now : nullptr;
  const std::vector<const Market*> markets = parts.markets;
  path_ = value_of(HotPath::create(*system_, std::move(parts)));
  venue_.connect(*path_);
  for (const Market* market : markets) {
    AccountReport balance;
    balance.account = *market->account;
    balance.asset = universe_.quote_asset();
    balance.amount = Amount::from_int(1'000'000'000);
    path_->adopt(balance, MonoTime());
    path_->set_ready(market->id, {true, true}, Quantity{});
  }
  const Feed::Options feed{path_->clips(), options.stamps ? steady_now : nullptr, {}};
  spot_ = value_of(Feed::create(FeedVenue::binance_spot, markets, path_->consumers(), feed));
  perp_ = value_of(Feed::create(FeedVenue::binance_usdm, markets, path_->consumers(), feed));
  send_pooled(path_->sender_handle(), SetKillSwitch{KillState::active, "benchmark", steady_now()});
}

HotRig::~HotRig() = default;

void FillingVenue::order_ready(const OrderCommand& order, FeedVenue venue, std::string_view bytes,
                               const Stamps& stamps) {
  if (next_ != nullptr) next_->order_ready(order, venue, bytes, stamps);
  OrderReport report;
  report.id = order.id;
  report.side = order.side;
  report.market = order.market;
  report.order = VenueKey::of(++trades_);
  report.price = order.limit;
  report.size = order.size;
  report.at_venue = stamps.received_utc;
  path_->report(report, stamps.received_utc, stamps.received);
  report.kind = ReportKind::fill;
  report.trade = report.order;
  report.fee_known = true;
  path_->report(report, stamps.received_utc, stamps.received);
}

void HotRig::prime(HotFrames& frames) {
  const auto buffer = std::make_unique<std::vector<char>>();
  const auto receive = [&](Feed& feed, const std::string& text) {
    buffer->assign(text.begin(), text.end());
    buffer->resize(text.size() + kFrameSlack);
    take(feed, {buffer->data(), text.size()}, steady_now());
    drain();
  };
  receive(*spot_, frames.spot_snapshot());
  receive(*spot_, HotFrames::spot_update());
  receive(*perp_, frames.perp_snapshot());
  receive(*perp_, HotFrames::mark());
  receive(*perp_, frames.depth(false));
}

void HotRig::take(Feed& feed, std::string_view bytes, MonoTime at) {
  Frame frame;
  frame.received = UtcTime::from_nanos(kEpoch + at.nanos());
  frame.monotonic = at;
  frame.bytes = bytes;
  if (!take_recorded(feed, frame)) {
    feed.note_failure("benchmark");
    throw std::runtime_error("a frame of the benchmark was refused: " + feed.counters().failures.back().text);
  }
}

}  // namespace basis::bench
