#include "tests/actors/trading/support.hpp"
#include "tests/support/markets.hpp"

namespace basis {
namespace {

using namespace test;

struct Listener final : PolledActor<pricing_actor> {
  using PolledActor::PolledActor;
  behavior_type make_behavior() override {
    return {[this](const PairLatched& one) { refused.push_back(one); }, [](Ping) { return Pong{}; }};
  }
  std::vector<PairLatched> refused;
};

/// Limits of both legs that pass anything near 50000.
PreTradeLimits loose_limits() {
  PreTradeLimits limits;
  for (const MarketId id : {MarketId{0}, MarketId{1}}) {
    MarketLimits one;
    Market market = spot_market_of(id.value);
    market.step = quantity("0.00001");
    market.tick = price("0.01");
    market.maximum_size = quantity("10");
    one.market = &keep(std::move(market));
    one.maximum_notional = amount("1000000");
    one.price_band = from_text<BasisPoints>("100");
    one.maximum_position = quantity("10");
    one.rate = {100, 100};
    limits.markets.push_back(one);
  }
  limits.total.maximum_gross = amount("10000000");
  limits.total.rate = {100, 100};
  limits.total.daily_loss = amount("1000");
  return limits;
}

FeedEvent top(std::uint16_t id) {
  FeedEvent event;
  event.market = MarketId{id};
  event.received_mono = Rig::mono({});
  event.what = TopUpdate{1, price("50000"), quantity("5"), price("50000.1"), quantity("5"), {}, {}};
  return event;
}

TEST_CASE("a leg that the encoder refuses keeps the other back, and nothing stays booked") {
  const FollowedMarkets followed = followed_markets(
      {{FeedVenue::binance_spot, "BTCUSDT", 2}, {FeedVenue::binance_usdm, "BTCUSDT", 2}}, shipped_settings());
  const auto encoders = OrderEncoders::create(
      followed.universe->markets(),
      [](FeedVenue) {
        return VenueAccess{"x.example", {Secret("k"), Secret("s"), {}}};
      },
      kSecond * 5);
  REQUIRE(encoders.has_value());
  System caf;
  Sent sent;
  FeedQueue queue(64, 2);
  PairSender::Parts parts;
  parts.limits = loose_limits();
  parts.queues = {&queue};
  parts.encoders = &encoders.value();
  parts.sink = &sent;
  parts.ids = ClientOrderIds::create("t", 0).value();
  parts.universe = followed.universe.get();
  parts.receive_window = kSecond * 5;
  const auto execution = spawn_hosted<PairSender, pair_sender_actor>(caf.system, std::move(parts));
  const auto pricing = spawn_hosted<Listener, pricing_actor>(caf.system);
  execution.actor->tell(pricing.handle);
  Lane lane(caf.system);
  lane.add(*execution.actor);
  lane.add(*pricing.actor);
  queue.push(top(0));
  queue.push(top(1));
  send_pooled(execution.handle, MarketReady{MarketId{0}, {true, true}, quantity("1")});
  send_pooled(execution.handle, MarketReady{MarketId{1}, {true, true}, quantity("-1")});
  send_pooled(execution.handle, SetKillSwitch{KillState::active, "test", Rig::mono({})});
  send_pooled(execution.handle, RiskMeasured{{RiskStatus::safe, Amount{}}, Rig::mono({})});
  PairWanted pair;
  pair.kind = SignalKind::leave;
  pair.stamps.received = Rig::mono({});
  pair.stamps.received_utc = UtcTime::from_nanos(kEpoch);
  pair.spot.market = MarketId{0};
  pair.spot.kind = pair.perp.kind = OrderKind::limit_ioc;
  pair.spot.limit = pair.perp.limit = price("50000");
  pair.spot.size = pair.perp.size = quantity("0.0005");
  // The gate's limits allow it, the perp's step of 0.001 does not.
  pair.perp.market = MarketId{1};
  pair.perp.side = OrderSide::sell;
  const auto check_nothing_went = [&](std::uint64_t faults) {
    lane.drain();
    CHECK(sent.all.empty());
    CHECK(execution.actor->counters().encode_faults == faults);
    CHECK(execution.actor->counters().orders == 0);
    REQUIRE(pricing.actor->refused.size() == faults);
    CHECK(pricing.actor->refused.back().entered);
    CHECK(pricing.actor->refused.back().spot == MarketId{0});
    CHECK(pricing.actor->refused.back().perp == MarketId{1});
    for (const MarketId leg : {MarketId{0}, MarketId{1}})
      for (const bool buy : {true, false}) CHECK(execution.actor->gate().open(leg, buy).is_zero());
  };
  send_pooled(execution.handle, pair);
  check_nothing_went(1);
  // The first leg refused: the same.
  pair.kind = SignalKind::enter;
  std::swap(pair.spot.market, pair.perp.market);
  std::swap(pair.spot.limit, pair.perp.limit);
  send_pooled(execution.handle, pair);
  lane.drain();
  CHECK(sent.all.empty());
  CHECK(execution.actor->counters().encode_faults == 2);
  std::swap(pair.spot.market, pair.perp.market);
  pair.spot.size = pair.perp.size = quantity("0.001");
  // A leg at the market: a pair has limits, and neither leg is sent without one.
  for (OrderCommand* leg : {&pair.spot, &pair.perp}) {
    const OrderKind kind = std::exchange(leg->kind, OrderKind::market);
    send_pooled(execution.handle, pair);
    lane.drain();
    CHECK(sent.all.empty());
    CHECK(execution.actor->last_refusal() ==
          "limit price is not over zero and a multiple of the tick: 0 USDT, limit 0 USDT (market " +
              std::to_string(leg->market.value) + ")");
    leg->kind = kind;
  }
  CHECK(execution.actor->counters().refused[static_cast<std::size_t>(PreTradeReason::bad_limit_price)] == 2);
  CHECK(pricing.actor->refused.size() == 4);
  send_pooled(execution.handle, pair);
  lane.drain();
  CHECK(sent.all.size() == 2);
  caf::anon_send_exit(execution.handle, caf::exit_reason::user_shutdown);
  caf::anon_send_exit(pricing.handle, caf::exit_reason::user_shutdown);
  lane.drain();
}

TEST_CASE("orders go to the venue of their market, and what is not configured goes nowhere") {
  const FollowedMarkets followed = followed_markets(
      {{FeedVenue::binance_spot, "BTCUSDT", 2}, {FeedVenue::okx, "BTC-USDT-SWAP", 2}, {FeedVenue::bybit, "XYZUSDT", 2}},
      shipped_settings());
  std::vector<FeedVenue> asked;
  const auto encoders = OrderEncoders::create(
      followed.universe->markets(),
      [&](FeedVenue venue) {
        asked.push_back(venue);
        return VenueAccess{"x.example", {Secret("k"), Secret("s"), Secret("p")}};
      },
      kSecond * 5);
  REQUIRE(encoders.has_value());
  CHECK(asked == std::vector<FeedVenue>{FeedVenue::binance_spot, FeedVenue::okx});
  const OrderEncoders& all = encoders.value();
  CHECK(all.venue_of(MarketId{0}) == FeedVenue::binance_spot);
  CHECK(all.venue_of(MarketId{1}) == FeedVenue::okx);
  CHECK_FALSE(all.venue_of(MarketId{2}).has_value());
  CHECK_FALSE(all.venue_of(MarketId{3}).has_value());
  std::array<OrderCommand, 2> orders;
  for (std::uint16_t i = 0; i < 2; ++i) {
    orders[i].id = ClientOrderIds::create("t", 0).value().make(i + 1U);
    orders[i].market = MarketId{i};
    orders[i].kind = OrderKind::limit_ioc;
    orders[i].limit = price("50000");
    orders[i].size = quantity("0.01");
  }
  const auto out = std::make_unique<OrderEncoders::Pair>();
  REQUIRE(bool(all.encode(orders, UtcTime::from_nanos(kEpoch), *out)));
  CHECK(out->requests[0].bytes().starts_with("POST /api/v3/order"));
  CHECK(out->requests[1].bytes().starts_with("POST /api/v5/trade/order"));
  // Each is signed for itself: what it is paired with makes no difference.
  const std::string signed_pair[] = {std::string(out->requests[0].bytes()), std::string(out->requests[1].bytes())};
  CHECK(signed_pair[0] != signed_pair[1]);
  for (const std::size_t i : {0U, 1U}) {
    REQUIRE(bool(all.encode({orders[i], orders[i]}, UtcTime::from_nanos(kEpoch), *out)));
    for (const wire::OrderBuffer& request : out->requests) CHECK(request.bytes() == signed_pair[i]);
  }
  for (const std::size_t unknown : {0U, 1U}) {
    std::array<OrderCommand, 2> faulty = orders;
    faulty[unknown].market = MarketId{2};
    const auto nowhere = all.encode(faulty, UtcTime::from_nanos(kEpoch), *out);
    CHECK(nowhere.fault == wire::EncodeFault::unknown_market);
    CHECK(nowhere.market == faulty[unknown].market);
    CHECK(nowhere.id == faulty[unknown].id);
    CHECK(out->requests[0].bytes().empty());
    CHECK(out->requests[1].bytes().empty());
  }
}

}  // namespace
}  // namespace basis
